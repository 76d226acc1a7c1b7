"""The tables of the built-in registers, for centres without a system of their own, for demos and for tests.

Money is in 分, a ratio or rate is a decimal as text, a day is like 2026-11-23; `held_by` is the case that holds a row.
"""

from __future__ import annotations

from typing import Final

from piccolo.columns import BigInt, Integer, SmallInt, Varchar
from piccolo.table import Table

from tongban import LookUp, city_of


class AccountRow(Table, tablename="housing_fund_account"):
    """A person's account; one person has one in a city (条例第十三条). `starts` is the first month to be paid.

    `earlier_from` to `earlier_through` are the months that were paid when the first gap came: of those that were
    brought in from elsewhere there is no row, and it is known from here alone that they are not due.
    """

    number = Varchar(20, primary_key=True)
    city = Varchar(6)
    centre = Varchar(100)
    holder = Varchar(100, secret=True)
    holder_number = Varchar(18, secret=True)
    status = Varchar(10, default="normal")
    principal = BigInt(default=0)
    interest = BigInt(default=0)
    opened = Varchar(10)
    starts = Varchar(7, default="")
    months_paid = Integer(default=0)
    paid_from = Varchar(7, default="")
    paid_through = Varchar(7, default="")
    earlier_from = Varchar(7, default="")
    earlier_through = Varchar(7, default="")
    base = BigInt(default=0)
    ratio_unit = Varchar(6, default="0")
    ratio_person = Varchar(6, default="0")
    employer = Varchar(18, default="")
    frozen = SmallInt(default=0)
    pending = SmallInt(default=0)
    sealed_on = Varchar(10, null=True, default=None)
    held_by = Varchar(36, null=True, default=None)
    closed_on = Varchar(10, null=True, default=None)


class ContributionRow(Table, tablename="housing_fund_contribution"):
    """One month paid into a person's account; `payer` is the unit's credit code, or the holder's own number.

    A month that was paid short has a further row for the rest. It is only reserved, for the case that collects it,
    while `paid_on` is NULL.
    """

    id = Varchar(60, primary_key=True)
    account = Varchar(20)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    month = Varchar(7)
    base = BigInt()
    person = BigInt()
    unit = BigInt()
    payer = Varchar(18, secret=True)
    paid_on = Varchar(10, null=True, default=None)
    case_id = Varchar(36, default="")


class WithdrawalRow(Table, tablename="housing_fund_withdrawal"):
    """A withdrawal by a holder or an heir: what was calculated, what was paid and what arrived are three facts.

    `drawn_for` is the home, the loan or the person inherited from, `of_year` the year of a fee or of repayments, which
    is that in which the withdrawal was accepted. It is only reserved,
    with the amount that was worked out and since `held_on`, while `paid_on` is empty.
    """

    case_id = Varchar(36, primary_key=True)
    holder_number = Varchar(18, secret=True)
    city = Varchar(6)
    purpose = Varchar(20)
    drawn_for = Varchar(40, default="")
    of_year = Varchar(4, default="")
    calculated = BigInt()
    amount = BigInt()
    held_on = Varchar(10, default="")
    paid_on = Varchar(10)
    arrived = BigInt(null=True, default=None)
    arrived_on = Varchar(10, null=True, default=None)


class MovedOutRow(Table, tablename="housing_fund_moved_out"):
    """What a transfer has moved out of an account; deleted if it comes back, else kept with the closed account."""

    case_id = Varchar(36, primary_key=True)
    account = Varchar(20)
    principal = BigInt()
    interest = BigInt()


class QueueRow(Table, tablename="housing_fund_queue"):
    """One row for each kind of act that goes one after the other, which whoever acts changes first."""

    act = Varchar(20, primary_key=True)
    turn = BigInt(default=0)


class BanRow(Table, tablename="housing_fund_ban"):
    """A time without withdrawals and loans."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    decided_on = Varchar(10)
    until = Varchar(10)


class LoanRow(Table, tablename="housing_fund_loan"):
    """A loan of a centre; `settled_on` and `mortgage_released_on` close it.

    While it is only reserved for the case that lends it, nothing of the principal is owed yet. `paid_year` is the year
    of `paid_this_year`, empty where whoever keeps the row sees to it that it is this one; `paid_last_year` is what was
    paid in the year before that.
    """

    contract = Varchar(30, primary_key=True)
    city = Varchar(6)
    centre = Varchar(100)
    borrower = Varchar(100, secret=True)
    borrower_number = Varchar(18, secret=True)
    principal = BigInt()
    rate = Varchar(8)
    interest_from = Varchar(10)
    granted_on = Varchar(10)
    home = Varchar(40)
    granted = BigInt(default=0)
    times = Integer(default=1)
    overdue = BigInt(default=0)
    paid_this_year = BigInt(default=0)
    paid_year = Varchar(4, default="")
    paid_last_year = BigInt(default=0)
    offset_contract = SmallInt(default=0)
    held_by = Varchar(36, null=True, default=None)
    settled_on = Varchar(10, null=True, default=None)
    mortgage_released_on = Varchar(10, null=True, default=None)


class LoanEntryRow(Table, tablename="housing_fund_loan_entry"):
    """What a case has moved on a loan: `principal` lent (more than 0) or repaid, `amount` the money with interest."""

    case_id = Varchar(36, primary_key=True)
    contract = Varchar(30)
    principal = BigInt()
    amount = BigInt()
    paid_on = Varchar(10)
    voucher = Varchar(40)
    arrived_on = Varchar(10)


class TradeRow(Table, tablename="housing_fund_trade"):
    """The purchase of a home and one of its buyers; `id` is the contract and the buyer's number."""

    id = Varchar(60, primary_key=True, secret=True)
    contract = Varchar(40)
    buyer_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    price = BigInt()
    loan = BigInt(default=0)
    signed_on = Varchar(10)
    relation = Varchar(20, default="")


class HomeRow(Table, tablename="housing_fund_home"):
    """A home and one of its owners."""

    id = Varchar(60, primary_key=True, secret=True)
    owner_number = Varchar(18, secret=True)
    home = Varchar(40)
    city = Varchar(6)
    address = Varchar(200, secret=True)
    registered_on = Varchar(10, null=True, default=None)


class LeaseRow(Table, tablename="housing_fund_lease"):
    """A filed lease and one of its tenants; `id` is its number and the tenant's."""

    id = Varchar(60, primary_key=True, secret=True)
    number = Varchar(40)
    tenant_number = Varchar(18, secret=True)
    starts = Varchar(10)
    ends = Varchar(10)


class LifeEventRow(Table, tablename="housing_fund_life_event"):
    """What 社保, 公安, 民政 and 人社 share about a person."""

    id = Varchar(60, primary_key=True, secret=True)
    person_number = Varchar(18, secret=True)
    kind = Varchar(20)
    happened_on = Varchar(10)
    detail = Varchar(200, default="", secret=True)
    other_number = Varchar(18, default="", secret=True)


class LicenceRow(Table, tablename="housing_fund_licence"):
    """A business licence as the market regulation authority shares it."""

    number = Varchar(18, primary_key=True)
    name = Varchar(100)
    representative = Varchar(100, secret=True)
    founded = Varchar(10)
    division = Varchar(6)
    status = Varchar(10)


class EmployerRow(Table, tablename="housing_fund_employer"):
    """A unit's account, only reserved while `opened_on` is NULL."""

    account = Varchar(12, primary_key=True)
    number = Varchar(18)
    city = Varchar(6)
    name = Varchar(100)
    representative = Varchar(100, default="", secret=True)
    ratio_unit = Varchar(6)
    ratio_person = Varchar(6)
    base = BigInt()
    first_month = Varchar(7)
    opened_on = Varchar(10, null=True, default=None)
    deferred_to = Varchar(7, default="")
    case_id = Varchar(36)


TABLES = (
    AccountRow,
    ContributionRow,
    WithdrawalRow,
    MovedOutRow,
    QueueRow,
    BanRow,
    LoanRow,
    LoanEntryRow,
    TradeRow,
    HomeRow,
    LeaseRow,
    LifeEventRow,
    LicenceRow,
    EmployerRow,
)
# How the registers look up; what is indexed for them stands in the migrations.
CITY: Final = {"city": city_of}
OF_HOLDER: Final = LookUp(  # an open one before those that are closed
    AccountRow,
    "holder_number",
    by=("city",),
    narrowed_by={"account": "number"},
    read=CITY,
    latest="status <> 'closed' DESC, opened",
)
OF_WORKER: Final = LookUp(AccountRow, "employer", by={"city": "city", "worker": "holder_number"}, read=CITY)
ELSEWHERE: Final = LookUp(AccountRow, "holder_number", latest="opened", only="status = 'normal'")
BANS: Final = LookUp(BanRow, "person_number", latest="until")
LOANS: Final = LookUp(  # an open one before those that are settled
    LoanRow,
    "borrower_number",
    by=("city",),
    narrowed_by=("contract",),
    read=CITY,
    latest="settled_on IS NULL DESC, granted_on",
)
EMPLOYERS: Final = LookUp(EmployerRow, "number", by=("city",), read=CITY, only="opened_on IS NOT NULL")
TRADES: Final = LookUp(TradeRow, "buyer_number", by=("contract",))
HOMES: Final = LookUp(HomeRow, "owner_number", narrowed_by=("city", "home"), read=CITY, latest="home")
LEASES: Final = LookUp(LeaseRow, "tenant_number", narrowed_by=("number",), latest="starts")
LIFE_EVENTS: Final = LookUp(
    LifeEventRow, "person_number", by=("kind",), narrowed_by={"other": "other_number"}, latest="happened_on"
)
LICENCES: Final = LookUp(LicenceRow, "number")


def share(ratio: str, base: str = "base") -> str:
    """SQL for a base (分) times a ratio kept as text, rounded half up in whole numbers on both databases."""
    return f"(({base}) * CAST(ROUND(CAST({ratio} AS NUMERIC) * 10000) AS BIGINT) + 5000) / 10000"


def _total(ratio: str) -> str:
    return f"CAST(COALESCE(sum({share(ratio)}), 0) AS BIGINT)"


_TWELVE: Final = """SELECT DISTINCT month FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL ORDER BY month DESC LIMIT 12"""
YEAR: Final = f"""SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE holder_number = $1 AND city = $2 AND paid_on IS NOT NULL AND month IN ({_TWELVE}) ORDER BY month DESC, paid_on"""
OWNED: Final = "SELECT home, city, address, registered_on FROM housing_fund_home WHERE owner_number = $1 ORDER BY home"
_DRAWS: Final = """SELECT case_id AS number, CASE WHEN holder_number = $1 THEN 1 ELSE 0 END AS own, purpose, drawn_for,
of_year, amount, COALESCE(NULLIF(paid_on, ''), held_on) AS drawn_on FROM housing_fund_withdrawal"""
DRAWN: Final = f"{_DRAWS} WHERE holder_number = $1 ORDER BY drawn_on, case_id"
DRAWN_FOR: Final = f"{_DRAWS} WHERE drawn_for = $2 ORDER BY drawn_on, case_id"
# Whose month is due from a payer: an open account that no case is closing, from its first month on, with nothing paid.
_PAYS: Final = "employer = $1 AND city = $2 AND status = 'normal'"
_NOT_CLOSING: Final = """NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS closing
WHERE closing.case_id = held_by AND closing.purpose IN ('retire', 'close'))"""
_NOT_PAID: Final = """NOT (paid_from <= CAST($3 AS VARCHAR) AND paid_through >= CAST($3 AS VARCHAR))
AND NOT (earlier_from <= CAST($3 AS VARCHAR) AND earlier_through >= CAST($3 AS VARCHAR))"""
_DUE: Final = f"""COALESCE(NULLIF(starts, ''), substr(opened, 1, 7)) <= CAST($3 AS VARCHAR)
AND {_NOT_PAID} AND NOT EXISTS
(SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = number AND paid.month = CAST($3 AS VARCHAR))"""
PAYROLL: Final = f"""SELECT count(*) AS headcount, {_total("ratio_person")} AS person,
{_total("ratio_unit")} AS unit FROM housing_fund_account WHERE {_PAYS} AND {_NOT_CLOSING} AND {_DUE}"""
PAID: Final = """SELECT month, base, person, unit, payer, paid_on FROM housing_fund_contribution
WHERE payer = $1 AND city = $2 AND holder_number = $3 ORDER BY month, id"""

# What cases write. Claims compare what an amount was worked out from with what the tables hold by then.
ONE_BY_ONE: Final = """INSERT INTO housing_fund_queue (act, turn) VALUES ($1, 1)
ON CONFLICT (act) DO UPDATE SET turn = housing_fund_queue.turn + 1"""
_NONE_COMING: Final = """NOT EXISTS (SELECT 1 FROM housing_fund_contribution AS due
WHERE due.account = number AND due.paid_on IS NULL)"""
_NONE_ON_ITS_WAY: Final = """NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS paid
WHERE paid.holder_number = housing_fund_account.holder_number AND paid.city = housing_fund_account.city
AND paid.held_on <> '' AND paid.arrived_on IS NULL)"""
HOLD: Final = f"""UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE number = $2
AND status <> 'closed' AND pending = 0 AND frozen = 0 AND principal + interest >= $3
AND (CAST($4 AS BIGINT) IS NULL
OR (principal + interest = CAST($4 AS BIGINT) AND {_NONE_COMING} AND {_NONE_ON_ITS_WAY}))"""
HOLD_SEALED: Final = f"""UPDATE housing_fund_account SET pending = 1, held_by = $1 WHERE holder_number = $2
AND city = $3 AND status = 'sealed' AND pending = 0 AND frozen = 0 AND {_NONE_COMING} AND {_NONE_ON_ITS_WAY}"""
RELEASE: Final = "UPDATE housing_fund_account SET pending = 0, held_by = NULL WHERE held_by = $1"
# A withdrawal is held where it is what was worked out, and there is none but the counted by whom or for what it is.
RECORD: Final = """INSERT INTO housing_fund_withdrawal
(case_id, holder_number, city, purpose, drawn_for, of_year, calculated, amount, held_on, paid_on)
SELECT CAST($1 AS VARCHAR), CAST($2 AS VARCHAR), CAST($3 AS VARCHAR), CAST($4 AS VARCHAR), CAST($5 AS VARCHAR),
CAST($6 AS VARCHAR), CAST($7 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS VARCHAR), ''
WHERE CAST($7 AS BIGINT) = CAST($9 AS BIGINT) AND NOT EXISTS (SELECT 1 FROM housing_fund_withdrawal AS other
WHERE CAST($10 AS VARCHAR) IS NOT NULL AND CAST($10 AS VARCHAR) NOT LIKE '%' || other.case_id || '%'
AND (other.holder_number = CAST($2 AS VARCHAR)
OR (CAST($5 AS VARCHAR) <> '' AND other.drawn_for = CAST($5 AS VARCHAR))))
ON CONFLICT DO NOTHING"""
DRAW: Final = """UPDATE housing_fund_account SET principal = principal + interest - $1, interest = 0
WHERE held_by = $2"""
CLOSE: Final = """UPDATE housing_fund_account SET status = 'closed', closed_on = $1, employer = ''
WHERE held_by = $2 AND principal + interest = 0"""
# What comes back is put back once: where it is known to have been paid, and that is forgotten with it.
PUT_BACK: Final = """UPDATE housing_fund_account SET principal = principal + (SELECT amount
FROM housing_fund_withdrawal WHERE case_id = $2) WHERE number = $1 AND EXISTS
(SELECT 1 FROM housing_fund_withdrawal AS drawn WHERE drawn.case_id = $2 AND drawn.paid_on <> '')"""
MOVE_OUT: Final = """INSERT INTO housing_fund_moved_out (case_id, account, principal, interest)
SELECT CAST($1 AS VARCHAR), number, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM housing_fund_account
WHERE held_by = CAST($1 AS VARCHAR)"""
# Whoever has opened another account there since has it back in that: one person has one account.
MOVE_BACK: Final = """UPDATE housing_fund_account SET closed_on = NULL,
status = CASE WHEN status = 'closed' THEN 'sealed' ELSE status END,
principal = principal + (SELECT moved.principal FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1),
interest = interest + (SELECT moved.interest FROM housing_fund_moved_out AS moved WHERE moved.case_id = $1)
WHERE number = (SELECT COALESCE(MIN(CASE WHEN theirs.status <> 'closed' THEN theirs.number END), MIN(moved.account))
FROM housing_fund_moved_out AS moved JOIN housing_fund_account AS left_behind ON left_behind.number = moved.account
JOIN housing_fund_account AS theirs
ON theirs.holder_number = left_behind.holder_number AND theirs.city = left_behind.city WHERE moved.case_id = $1)"""
OPENED: Final = (
    "number",
    "city",
    "centre",
    "holder",
    "holder_number",
    "opened",
    "starts",
    "base",
    "ratio_unit",
    "ratio_person",
    "employer",
)
_VALUES: Final = ", ".join(
    f"CAST(${place} AS {'BIGINT' if column == 'base' else 'VARCHAR'})" for place, column in enumerate(OPENED, 1)
)
OPEN: Final = f"""INSERT INTO housing_fund_account ({", ".join(OPENED)}) SELECT {_VALUES} WHERE NOT EXISTS
(SELECT 1 FROM housing_fund_account AS other WHERE other.holder_number = CAST($5 AS VARCHAR)
AND other.city = CAST($2 AS VARCHAR) AND other.status <> 'closed' AND other.number <> CAST($1 AS VARCHAR))
ON CONFLICT (number) DO UPDATE SET status = 'normal', sealed_on = NULL, starts = excluded.starts, base = excluded.base,
ratio_unit = excluded.ratio_unit, ratio_person = excluded.ratio_person, employer = excluded.employer
WHERE housing_fund_account.holder_number = excluded.holder_number AND housing_fund_account.city = excluded.city
AND housing_fund_account.status = 'sealed' AND housing_fund_account.pending = 0 AND housing_fund_account.frozen = 0"""


def _missing(part: str) -> str:
    paid = f"SELECT sum(paid.{part}) FROM housing_fund_contribution AS paid"
    of_month = "WHERE paid.account = number AND paid.month = CAST($3 AS VARCHAR)"
    return f"{share(f'ratio_{part}', _BASE)} - COALESCE(CAST(({paid} {of_month}) AS BIGINT), 0) AS {part}"


def _owed(part: str) -> str:
    return f"CASE WHEN {part} > 0 THEN {part} ELSE 0 END"


_BASE: Final = "COALESCE(CAST($5 AS BIGINT), base)"
RESERVE: Final = f"""INSERT INTO housing_fund_contribution
(id, account, holder_number, city, month, base, person, unit, payer, case_id)
SELECT account || '-' || month || replace(case_id, '-', ''), account, holder_number, city, month, base,
{_owed("person")}, {_owed("unit")}, payer, case_id
FROM (SELECT number AS account, holder_number, city, CAST($3 AS VARCHAR) AS month, {_BASE} AS base,
{_missing("person")}, {_missing("unit")}, employer AS payer,
CAST($4 AS VARCHAR) AS case_id FROM housing_fund_account WHERE {_PAYS} AND {_NOT_CLOSING}
AND ((CAST($6 AS VARCHAR) IS NULL AND {_DUE}) OR (CAST($6 AS VARCHAR) = holder_number
AND (({_NOT_PAID}) OR EXISTS
(SELECT 1 FROM housing_fund_contribution AS paid WHERE paid.account = number AND paid.month = CAST($3 AS VARCHAR)))))
) AS due WHERE person > 0 OR unit > 0 ON CONFLICT DO NOTHING"""
ADDS_UP: Final = """UPDATE housing_fund_contribution SET case_id = case_id WHERE case_id = $1 AND CAST($2 AS BIGINT) =
(SELECT CAST(sum(person + unit) AS BIGINT) FROM housing_fund_contribution WHERE case_id = $1)"""
FREE: Final = "DELETE FROM housing_fund_contribution WHERE case_id = $1 AND paid_on IS NULL"
ALL_OPEN: Final = """UPDATE housing_fund_contribution SET case_id = case_id WHERE case_id = $1
AND NOT EXISTS (SELECT 1 FROM housing_fund_account AS held JOIN housing_fund_contribution AS due
ON due.account = held.number WHERE due.case_id = $1 AND held.status = 'closed')"""
_GOES_ON: Final = "(paid_through = $3 OR paid_through >= $1)"
CREDIT: Final = f"""UPDATE housing_fund_account SET months_paid = months_paid + CASE WHEN EXISTS
(SELECT 1 FROM housing_fund_contribution AS before WHERE before.account = housing_fund_account.number
AND before.month = $1 AND before.case_id <> $2 AND before.paid_on IS NOT NULL) THEN 0 ELSE 1 END,
principal = principal + (SELECT person + unit FROM housing_fund_contribution
WHERE account = housing_fund_account.number AND month = $1 AND case_id = $2),
earlier_from = CASE WHEN earlier_from <> '' OR {_GOES_ON} THEN earlier_from ELSE paid_from END,
earlier_through = CASE WHEN earlier_from <> '' OR {_GOES_ON} THEN earlier_through ELSE paid_through END,
paid_from = CASE WHEN {_GOES_ON} THEN paid_from ELSE CAST($1 AS VARCHAR) END,
paid_through = CASE WHEN paid_through >= $1 THEN paid_through ELSE CAST($1 AS VARCHAR) END
WHERE number IN (SELECT account FROM housing_fund_contribution WHERE month = $1 AND case_id = $2)"""
MOVE_IN: Final = """UPDATE housing_fund_account SET principal = principal + $1
WHERE holder_number = $2 AND city = $3 AND status <> 'closed'"""
WITHIN_THE_PRICE: Final = """UPDATE housing_fund_loan SET held_by = held_by WHERE contract = $1
AND CAST($2 AS BIGINT) >= (SELECT CAST(sum(CASE WHEN lent.granted > lent.principal
THEN lent.granted ELSE lent.principal END) AS BIGINT)
FROM housing_fund_loan AS lent WHERE lent.home = housing_fund_loan.home AND lent.settled_on IS NULL)"""
COUNT_REPAID: Final = """UPDATE housing_fund_loan SET paid_year = $1, paid_last_year = CASE WHEN paid_year IN ('', $1)
THEN paid_last_year WHEN paid_year = $4 THEN paid_this_year ELSE 0 END, paid_this_year = CAST($2 AS BIGINT)
+ CASE WHEN paid_year IN ('', $1) THEN paid_this_year ELSE 0 END WHERE contract = $3 AND paid_year <= $1"""
