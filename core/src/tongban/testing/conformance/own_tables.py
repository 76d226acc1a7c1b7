"""What is personal in a plugin's own tables bears the mark that says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tongban.cases.effects import Statement
from tongban.identity.numbers import resident_check_character
from tongban.identity.people import PartyKind
from tongban.matters.fields import CHINESE_MOBILE, Choice, Day, Flag
from tongban.matters.forms import given
from tongban.storage.personal import personal_columns, tables_of
from tongban.testing.conformance.check import Check, Fault
from tongban.testing.conformance.statements import columns_given, demo_statements, tables_written
from tongban.testing.conformance.subject import Subject, people
from tongban.testing.conformance.written import statement_of, writings
from tongban.testing.judging import Judging

if TYPE_CHECKING:
    from piccolo.table import Table

NUMBER: Final = re.compile(r"[0-9]{6}(?:19|20)[0-9]{9}[0-9X]")


def personal_stored(subject: Subject) -> Iterator[Fault]:
    """Columns that hold personal data and bear no mark: operators are not told of them, and nobody looks there."""
    tables = {table._meta.tablename: table for table in tables_of(subject.plugin.piccolo_apps)}  # noqa: SLF001
    for table, column, what in dict.fromkeys(_held(subject)):
        if table in tables and column not in personal_columns(tables[table]):
            told = f"column {column} of {table} holds {what} and is not marked"
            yield Fault(_column_place(subject, tables[table], column), told, "write secret=True in that column")


def _held(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Table, column and what it holds, wherever that is a person's: in the demo's rows and in what effects write."""
    for statement in demo_statements(subject):
        yield from _personal_in(statement, ())
    for matter in subject.current:
        for judging, found in writings(subject, matter.id).of:
            own = _own(judging)
            for each in found:
                yield from _personal_in(statement_of(each), own)


def _personal_in(statement: Statement, own: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for table in tables_written(statement[0]):
        for column, value in columns_given(statement):
            if isinstance(value, str) and (what := _personal(value, own)):
                yield table, column, what


def _personal(value: str, own: tuple[str, ...]) -> str:
    """What of a person a value is, or nothing."""
    if any(resident_check_character(each[:17]) == each[17] for each in NUMBER.findall(value)):
        return "numbers of persons"
    if value in people():
        return "names of persons"
    if CHINESE_MOBILE.fullmatch(value):
        return "mobile numbers"
    return "answers marked sensitive" if value in own else ""


def _own(judging: Judging) -> tuple[str, ...]:
    """The names of the people in an application, and what they typed into fields marked sensitive."""
    application = judging.application
    named = [party.name for party in application.parties if party.kind is PartyKind.PERSON]
    typed = [
        judging.typed[bound.name]
        for bound in given(judging.matter.form, judging.typed)
        if bound.field.sensitive and not isinstance(bound.field, Choice | Day | Flag)
    ]
    return tuple(filter(None, (*named, *typed)))


def _column_place(subject: Subject, table: type[Table], column: str) -> str:
    """`file:line` of a column in its table."""
    for source in subject.sources:
        for made in ast.walk(source.tree):
            if isinstance(made, ast.ClassDef) and made.name == table.__name__ and "migrations" not in str(source.path):
                for line in made.body:
                    if isinstance(line, ast.Assign | ast.AnnAssign) and column in ast.unparse(line).partition("=")[0]:
                        return source.place(line)
    return subject.place(table._meta.tablename)  # noqa: SLF001


CHECKS = (
    Check(id="personal-stored", sentence="columns that hold personal data are marked secret", find=personal_stored),
)
