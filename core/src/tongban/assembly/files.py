"""Files of cases that travel as letters: who wants them, who gives them, and who has a right to them."""

from __future__ import annotations

from tongban.assembly.exchange import grants_of
from tongban.assembly.foundation import Foundation
from tongban.cases.receiving import CaseLetters
from tongban.cases.service import CaseService
from tongban.desk.arriving_files import ArrivingFiles
from tongban.desk.departing_files import DepartingFiles
from tongban.desk.file_rests import FileRests
from tongban.desk.file_rights import FileRights
from tongban.desk.file_traffic import FileTraffic
from tongban.desk.promised_files import PromisedFiles
from tongban.desk.promises import Promises
from tongban.desk.stranded_pieces import StrandedPieces
from tongban.desk.wanted_files import WantedFiles
from tongban.desk.wants import Wants
from tongban.evidence.contents import MEGABYTE
from tongban.evidence.uploads import Uploads
from tongban.exchange.incidents import Incidents
from tongban.exchange.kept_letters import KeptLetters


def rights_of(base: Foundation, cases: CaseService) -> FileRights:
    """Who may have which file."""
    return FileRights(cases.store, grants_of(base))


def file_traffic_of(base: Foundation, cases: CaseService, uploads: Uploads) -> FileTraffic:
    """The handler of all letters; whoever assembles the exchange sets `departing.manner` and `stranded.refuse`."""
    most_bytes = base.settings.file_megabytes_a_day * MEGABYTE
    context, rights = cases.context, rights_of(base, cases)
    wants, promises = Wants(base.database, base.clock), Promises(base.database, base.clock)
    kept = KeptLetters(base.database, base.keyring)
    wanted = WantedFiles(context, cases.store, uploads, wants, most_bytes)
    return FileTraffic(
        cases=CaseLetters(cases, grants_of(base), Incidents(base.database, base.clock)),
        wanted=wanted,
        arriving=ArrivingFiles(cases.store, uploads, wants, kept, FileRests(base.clock)),
        promised=PromisedFiles(context, uploads, rights, promises, most_bytes),
        departing=DepartingFiles(context, uploads, rights, promises, FileRests(base.clock)),
        stranded=StrandedPieces(base.clock, wants, wanted, kept),
    )
