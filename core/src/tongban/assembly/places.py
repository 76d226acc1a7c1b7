"""Who serves what: offices, agreements and the directory of a node."""

from __future__ import annotations

from tongban.assembly.foundation import Foundation
from tongban.exchange.trust import TrustList
from tongban.routing.agreement_files import demonstration_agreements, load_agreements
from tongban.routing.agreements import Agreements
from tongban.routing.directory import Directory
from tongban.routing.offices import OfficeDirectory, known_offices, load_offices, published_offices


def directory_of(base: Foundation) -> Directory:
    """Who serves what: the trust list's offices and the node's own."""
    offices = offices_of(base, base.trust.current)
    return Directory(base.trust.current, offices, base.divisions)


def offices_of(base: Foundation, trust: TrustList) -> OfficeDirectory:
    """The offices that a trust list publishes, and the node's own."""
    own = load_offices(base.settings.offices) if base.settings.offices else ()
    return known_offices(published_offices(trust.document.offices), own, base.divisions)


def agreements_of(base: Foundation) -> Agreements:
    """The regional agreements in force here, the invented ones only in a demonstration."""
    also = demonstration_agreements() if base.settings.demo else ()
    return load_agreements(base.settings.agreements, base.plugins, also=also)
