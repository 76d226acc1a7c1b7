"""The seed file of a node: officers, mandates, and people and organisations to sign in as."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import yaml

from tongban.errors import Misconfigured
from tongban.identity.accounts import Accounts
from tongban.identity.credit_code import Body
from tongban.identity.mandates import Mandates
from tongban.identity.people import Mandate, Officer
from tongban.yaml_files import read_yaml


class DemoPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fictitious person to sign in as."""

    name: str
    number: str
    mobile: str = ""


class DemoOrganisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fictitious organisation, the resident number of its legal representative, and which kind of body it is."""

    number: str
    name: str
    representative: str
    body: Body | None = None


class Seed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seed file holds; each list may be left out."""

    officers: tuple[Officer, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    people: tuple[DemoPerson, ...] = ()
    organisations: tuple[DemoOrganisation, ...] = ()


def load_seed(path: Path) -> Seed:
    """Read a YAML seed file; raises `Misconfigured` naming file and place."""
    try:
        return msgspec.convert(read_yaml(path.read_text("utf-8")), Seed)
    except OSError as fault:
        raise Misconfigured(f"settings.seed: {path} cannot be read ({fault.strerror}): correct the path") from fault
    except (yaml.YAMLError, msgspec.MsgspecError, UnicodeDecodeError) as fault:
        raise Misconfigured(f"settings.seed: {path}: {fault}; see identity/seed.py for the fields") from fault


@cache
def demo_people() -> tuple[DemoPerson, ...]:
    """The fictitious people that come with Tongban."""
    text = files("tongban.identity").joinpath("data/demo_people.yaml").read_text("utf-8")
    return msgspec.convert(read_yaml(text), tuple[DemoPerson, ...])


async def sow(seed: Seed, *, accounts: Accounts, mandates: Mandates) -> None:
    """Bring officers and mandates of the seed into the database; what was revoked since is not granted again."""
    for officer in seed.officers:
        await accounts.enrol(officer)
    for mandate in seed.mandates:
        if not await mandates.was_granted(mandate):
            await mandates.grant(mandate)
