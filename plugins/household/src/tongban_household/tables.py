"""The tables of 户籍: the population base, the archive of each 户籍地, and the certificates issued."""

from __future__ import annotations

from piccolo.columns import SmallInt, Varchar
from piccolo.table import Table


class Population(Table, tablename="household_population"):
    """Where each person's permanent hukou is; the province's copy of the national base."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(50, secret=True)
    hukou_place = Varchar(6)
    address = Varchar(200, secret=True)


class Member(Table, tablename="household_member"):
    """A person in the archive of a 户籍地 of this province; the same `booklet` means one 户口簿."""

    number = Varchar(18, primary_key=True, secret=True)
    name = Varchar(50, secret=True)
    hukou_place = Varchar(6)
    address = Varchar(200, secret=True)
    booklet = Varchar(20)


class Relation(Table, tablename="household_relation"):
    """What `relative` is to `number` ("父亲"), and the record that says so; `id` is both numbers."""

    id = Varchar(37, primary_key=True, secret=True)
    number = Varchar(18, index=True, secret=True)
    relative = Varchar(18, secret=True)
    relative_name = Varchar(50, secret=True)
    relation = Varchar(10)
    same_booklet = SmallInt()
    source = Varchar(200)
    recorded_on = Varchar(10)


class Entry(Table, tablename="household_entry"):
    """A fact recorded of a person, by kind of certificate; `id` is number and kind."""

    id = Varchar(40, primary_key=True, secret=True)
    number = Varchar(18, index=True, secret=True)
    kind = Varchar(20)
    fact = Varchar(500, secret=True)
    source = Varchar(200)
    recorded_on = Varchar(10)


class Certificate(Table, tablename="household_certificate"):
    """A certificate issued here, found again by its 查验码; nothing of its content is kept."""

    code = Varchar(14, primary_key=True)
    case_id = Varchar(36)
    number = Varchar(60)
    kind = Varchar(20)
    issued_on = Varchar(10)


TABLES: tuple[type[Table], ...] = (Population, Member, Relation, Entry, Certificate)
