"""Tongban (通办): the public surface, all that a matter's plugin imports besides `tongban.testing`.

Each name is looked up when first asked for, so that rules and forms load neither storage nor network.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tongban.cases.effects import (
        COME_TO_NOTHING,
        Claim,
        Effect,
        Effects,
        Moment,
        Statement,
        Write,
        Written,
        cleared,
        done,
        undone,
    )
    from tongban.cases.facts import (
        Accepted,
        Cleared,
        Closed,
        Corrected,
        Declined,
        Delivered,
        Event,
        Granted,
        Lapsed,
        Opened,
        Received,
        RefusedByPlace,
        StepReported,
        Submitted,
        Withdrawn,
    )
    from tongban.cases.facts import Outcome as StepOutcome
    from tongban.cases.terms import add_months
    from tongban.clock import Clock
    from tongban.errors import Misconfigured, NotFound, Refused
    from tongban.evidence.name_register import NameRegister
    from tongban.evidence.query_register import QueryRegister
    from tongban.evidence.registers import Register, RegisterContext, Unavailable
    from tongban.evidence.table_register import LookUp, TableRegister
    from tongban.exchange.frame import FrameError
    from tongban.exchange.frame import pack as pack_batch
    from tongban.exchange.frame import split as split_batch
    from tongban.exchange.frame import unpack as unpack_batch
    from tongban.exchange.suites import CryptoSuite, Jwk, Signer, Unwrapper, Verifier, WrappedKey, Wrapper
    from tongban.exchange.suites import Use as KeyUse
    from tongban.exchange.suites import encode as base64url
    from tongban.exchange.suites import member as key_member
    from tongban.exchange.transport import Manner, Receiver, Transport, TransportFailed
    from tongban.exchange.trust import Trust
    from tongban.hookspecs import IdentityContext, TransportContext, hookimpl
    from tongban.identity.names import same_name
    from tongban.identity.numbers import ResidentNumber, Sex
    from tongban.identity.people import Assurance, Officer, Party, PartyKind, Person, Role
    from tongban.identity.providers import Audience, IdentityProvider, SignInField, SignInOption
    from tongban.labelled import Labelled
    from tongban.matters.application import Application
    from tongban.matters.basis import Basis
    from tongban.matters.calculation import Amount, Calculate, Calculation, least
    from tongban.matters.cities import city_of
    from tongban.matters.comparing import unlike
    from tongban.matters.days import month_after, month_of, months_between, spoken_day, spoken_month
    from tongban.matters.denials import says_none
    from tongban.matters.fields import (
        BankCard,
        Choice,
        City,
        Count,
        Day,
        Digits,
        Field,
        FieldFault,
        Flag,
        Mobile,
        Money,
        Month,
        Number,
        Paragraph,
        Percent,
        Place,
        Prefill,
        When,
        YesNo,
    )
    from tongban.matters.forms import Form, lines_of
    from tongban.matters.materials import FromMandate, FromRegister, Material, Pledge, Upload, WindowCheck
    from tongban.matters.matter import Channel, CheckItem, Delivery, Kind, Matter, Mode, TermStart
    from tongban.matters.money import instalment, percent, rounded, spoken, yuan
    from tongban.matters.needs import COMPETENT, RECEIVING, Needs
    from tongban.matters.on_file import on_file
    from tongban.matters.parameters import Parameters
    from tongban.matters.parties import Guardianship, party_named
    from tongban.matters.payment_forms import (
        ARRIVED,
        CALCULATED,
        PAID,
        ArrivedForm,
        CalculatedForm,
        CollectedForm,
        PaidForm,
        calculated,
        paid,
    )
    from tongban.matters.payments import Payments, result_of
    from tongban.matters.people_fields import People, people_of
    from tongban.matters.procedures import IrrevocableStep, Procedure, ReturnableStep, Step
    from tongban.matters.references import one_spelling
    from tongban.matters.results import Line, Result
    from tongban.matters.routes import Route, routed
    from tongban.matters.rules import Absent, Breach, Breaches, Objection, Rule, Severity, of_each, rule
    from tongban.matters.wordings import worded_rules
    from tongban.rows import delete, insert, update
    from tongban.seed_rows import demo_rows
    from tongban.sql_files import statements
    from tongban.storage import Database, StorageError, outside_transaction

__all__ = [
    "ARRIVED",
    "CALCULATED",
    "COME_TO_NOTHING",
    "COMPETENT",
    "PAID",
    "RECEIVING",
    "Absent",
    "Accepted",
    "Amount",
    "Application",
    "ArrivedForm",
    "Assurance",
    "Audience",
    "BankCard",
    "Basis",
    "Breach",
    "Breaches",
    "Calculate",
    "CalculatedForm",
    "Calculation",
    "Channel",
    "CheckItem",
    "Choice",
    "City",
    "Claim",
    "Cleared",
    "Clock",
    "Closed",
    "CollectedForm",
    "Corrected",
    "Count",
    "CryptoSuite",
    "Database",
    "Day",
    "Declined",
    "Delivered",
    "Delivery",
    "Digits",
    "Effect",
    "Effects",
    "Event",
    "Field",
    "FieldFault",
    "Flag",
    "Form",
    "FrameError",
    "FromMandate",
    "FromRegister",
    "Granted",
    "Guardianship",
    "IdentityContext",
    "IdentityProvider",
    "IrrevocableStep",
    "Jwk",
    "KeyUse",
    "Kind",
    "Labelled",
    "Lapsed",
    "Line",
    "LookUp",
    "Manner",
    "Material",
    "Matter",
    "Misconfigured",
    "Mobile",
    "Mode",
    "Moment",
    "Money",
    "Month",
    "NameRegister",
    "Needs",
    "NotFound",
    "Number",
    "Objection",
    "Officer",
    "Opened",
    "PaidForm",
    "Paragraph",
    "Parameters",
    "Party",
    "PartyKind",
    "Payments",
    "People",
    "Percent",
    "Person",
    "Place",
    "Pledge",
    "Prefill",
    "Procedure",
    "QueryRegister",
    "Received",
    "Receiver",
    "Refused",
    "RefusedByPlace",
    "Register",
    "RegisterContext",
    "ResidentNumber",
    "Result",
    "ReturnableStep",
    "Role",
    "Route",
    "Rule",
    "Severity",
    "Sex",
    "SignInField",
    "SignInOption",
    "Signer",
    "Statement",
    "Step",
    "StepOutcome",
    "StepReported",
    "StorageError",
    "Submitted",
    "TableRegister",
    "TermStart",
    "Transport",
    "TransportContext",
    "TransportFailed",
    "Trust",
    "Unavailable",
    "Unwrapper",
    "Upload",
    "Verifier",
    "When",
    "WindowCheck",
    "Withdrawn",
    "WrappedKey",
    "Wrapper",
    "Write",
    "Written",
    "YesNo",
    "add_months",
    "base64url",
    "calculated",
    "city_of",
    "cleared",
    "delete",
    "demo_rows",
    "done",
    "hookimpl",
    "insert",
    "instalment",
    "key_member",
    "least",
    "lines_of",
    "month_after",
    "month_of",
    "months_between",
    "of_each",
    "on_file",
    "one_spelling",
    "outside_transaction",
    "pack_batch",
    "paid",
    "party_named",
    "people_of",
    "percent",
    "result_of",
    "rounded",
    "routed",
    "rule",
    "same_name",
    "says_none",
    "split_batch",
    "spoken",
    "spoken_day",
    "spoken_month",
    "statements",
    "undone",
    "unlike",
    "unpack_batch",
    "update",
    "worded_rules",
    "yuan",
]

_HOMES: Final = {
    "tongban.cases.effects": (
        "COME_TO_NOTHING",
        "Claim",
        "Effect",
        "Effects",
        "Moment",
        "Statement",
        "Write",
        "Written",
        "cleared",
        "done",
        "undone",
    ),
    "tongban.cases.facts": (
        "Accepted",
        "Cleared",
        "Closed",
        "Corrected",
        "Declined",
        "Delivered",
        "Event",
        "Granted",
        "Lapsed",
        "Opened",
        "Received",
        "RefusedByPlace",
        "StepReported",
        "Submitted",
        "Withdrawn",
    ),
    "tongban.cases.terms": ("add_months",),
    "tongban.clock": ("Clock",),
    "tongban.rows": ("delete", "insert", "update"),
    "tongban.seed_rows": ("demo_rows",),
    "tongban.sql_files": ("statements",),
    "tongban.errors": ("Misconfigured", "NotFound", "Refused"),
    "tongban.exchange.frame": ("FrameError",),
    "tongban.exchange.suites": (
        "CryptoSuite",
        "Jwk",
        "Signer",
        "Unwrapper",
        "Verifier",
        "WrappedKey",
        "Wrapper",
    ),
    "tongban.exchange.transport": ("Manner", "Receiver", "Transport", "TransportFailed"),
    "tongban.exchange.trust": ("Trust",),
    "tongban.evidence.name_register": ("NameRegister",),
    "tongban.evidence.query_register": ("QueryRegister",),
    "tongban.evidence.table_register": ("LookUp", "TableRegister"),
    "tongban.evidence.registers": (
        "Register",
        "RegisterContext",
        "Unavailable",
    ),
    "tongban.hookspecs": ("hookimpl", "IdentityContext", "TransportContext"),
    "tongban.identity.names": ("same_name",),
    "tongban.identity.numbers": ("ResidentNumber", "Sex"),
    "tongban.identity.people": (
        "Assurance",
        "Officer",
        "Party",
        "PartyKind",
        "Person",
        "Role",
    ),
    "tongban.identity.providers": (
        "Audience",
        "IdentityProvider",
        "SignInField",
        "SignInOption",
    ),
    "tongban.matters.application": ("Application",),
    "tongban.matters.basis": ("Basis",),
    "tongban.matters.fields": (
        "BankCard",
        "Choice",
        "City",
        "Count",
        "Day",
        "Digits",
        "Field",
        "FieldFault",
        "Flag",
        "Mobile",
        "Money",
        "Month",
        "Number",
        "Paragraph",
        "Percent",
        "Place",
        "Prefill",
        "When",
        "YesNo",
    ),
    "tongban.matters.calculation": ("Amount", "Calculate", "Calculation", "least"),
    "tongban.matters.forms": ("Form", "lines_of"),
    "tongban.matters.cities": ("city_of",),
    "tongban.matters.comparing": ("unlike",),
    "tongban.labelled": ("Labelled",),
    "tongban.matters.denials": ("says_none",),
    "tongban.matters.on_file": ("on_file",),
    "tongban.matters.days": ("month_after", "month_of", "months_between", "spoken_day", "spoken_month"),
    "tongban.matters.money": ("instalment", "percent", "rounded", "spoken", "yuan"),
    "tongban.matters.materials": (
        "FromMandate",
        "FromRegister",
        "Material",
        "Pledge",
        "Upload",
        "WindowCheck",
    ),
    "tongban.matters.matter": (
        "Channel",
        "CheckItem",
        "Delivery",
        "Kind",
        "Matter",
        "Mode",
        "TermStart",
    ),
    "tongban.matters.needs": (
        "COMPETENT",
        "RECEIVING",
        "Needs",
    ),
    "tongban.matters.parameters": ("Parameters",),
    "tongban.matters.payment_forms": (
        "ARRIVED",
        "CALCULATED",
        "PAID",
        "ArrivedForm",
        "CalculatedForm",
        "CollectedForm",
        "PaidForm",
        "calculated",
        "paid",
    ),
    "tongban.matters.payments": ("Payments", "result_of"),
    "tongban.matters.people_fields": ("People", "people_of"),
    "tongban.matters.parties": ("Guardianship", "party_named"),
    "tongban.matters.procedures": (
        "IrrevocableStep",
        "Procedure",
        "ReturnableStep",
        "Step",
    ),
    "tongban.matters.references": ("one_spelling",),
    "tongban.matters.results": (
        "Line",
        "Result",
    ),
    "tongban.matters.routes": ("Route", "routed"),
    "tongban.matters.rules": (
        "Absent",
        "Breach",
        "Breaches",
        "Objection",
        "Rule",
        "Severity",
        "of_each",
        "rule",
    ),
    "tongban.matters.wordings": ("worded_rules",),
    "tongban.storage": ("Database", "StorageError", "outside_transaction"),
}
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}
_RENAMED: Final = {
    "KeyUse": ("tongban.exchange.suites", "Use"),
    "StepOutcome": ("tongban.cases.facts", "Outcome"),
    "base64url": ("tongban.exchange.suites", "encode"),
    "key_member": ("tongban.exchange.suites", "member"),
    "pack_batch": ("tongban.exchange.frame", "pack"),
    "split_batch": ("tongban.exchange.frame", "split"),
    "unpack_batch": ("tongban.exchange.frame", "unpack"),
}


def __getattr__(name: str) -> object:
    home, original = _RENAMED.get(name) or (_HOME_OF.get(name), name)
    if home is None:
        raise AttributeError(f"module 'tongban' has no attribute {name!r}")
    found: object = getattr(import_module(home), original)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
