"""Steps on what changes in the registers of a centre and its neighbours while a case is under way."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, when

from tongban import month_after, months_between
from tongban.testing.world import World
from tongban_housing_fund.testing.people import CITIES, PEOPLE, PROVINCES, province_of


@when(parsers.parse('法院冻结 "{name}" 在 "{city}" 的公积金账户'))
def frozen(world: World, name: str, city: str) -> None:
    sql = "UPDATE housing_fund_account SET frozen = 1 WHERE holder_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@when(parsers.parse('中心与法院核对后更正登记，"{name}" 在 "{city}" 的公积金账户没有冻结'))
def not_frozen_after_all(world: World, name: str, city: str) -> None:
    sql = "UPDATE housing_fund_account SET frozen = 0 WHERE holder_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@when(parsers.parse('"{name}" 在 "{city}" 的公积金账户结息 {amount} 元'))
def interest_paid(world: World, name: str, city: str, amount: str) -> None:
    sql = "UPDATE housing_fund_account SET interest = interest + $1 WHERE holder_number = $2 AND city = $3"
    write(world, province_of(city), sql, int(Decimal(amount) * 100), PEOPLE[name], CITIES[city])


@when(parsers.parse('中心更正登记，"{name}" 在 "{city}" 没有公积金账户'))
def no_account_after_all(world: World, name: str, city: str) -> None:
    sql = "DELETE FROM housing_fund_account WHERE holder_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 在 "{city}" 另有封存的公积金账户，余额 {amount} 元'))
def has_another(world: World, name: str, city: str, amount: str) -> None:
    sql = """INSERT INTO housing_fund_account (number, city, centre, holder, holder_number, status, principal, opened,
sealed_on) VALUES ($1 || '000099', $1, '', $2, $3, 'sealed', $4, '2016-01-01', '2026-10-08')"""
    write(world, province_of(city), sql, CITIES[city], name, PEOPLE[name], int(Decimal(amount) * 100))


@given(parsers.parse('"{name}" 在 "{city}" 的公积金账户连续缴存:'))
def has_paid(world: World, name: str, city: str, datatable: list[list[str]]) -> None:
    """下接一行的表：月数、缴至、基数、比例；单位和个人的比例相同，中心存有各月的缴存明细"""
    months, last, base, ratio = datatable[1]
    first, cents, part = month_after(last, 1 - int(months)), int(Decimal(base) * 100), Decimal(ratio)
    sql = """UPDATE housing_fund_account SET status = 'normal', months_paid = $1, paid_from = $2, paid_through = $3,
base = $4, ratio_unit = $5, ratio_person = $5 WHERE holder_number = $6 AND city = $7"""
    write(world, province_of(city), sql, int(months), first, last, cents, str(part), PEOPLE[name], CITIES[city])
    sql = "DELETE FROM housing_fund_contribution WHERE holder_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])
    sql = """INSERT INTO housing_fund_contribution (id, account, holder_number, city, month, base, person, unit, payer,
paid_on) SELECT number || $1, number, holder_number, city, $1, base, $2, $2, employer, '2026-11-01'
FROM housing_fund_account WHERE holder_number = $3 AND city = $4"""
    for month in months_between(first, last):
        write(world, province_of(city), sql, month, int(cents * part), PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 在 "{city}" 的公积金账户此前自 "{first}" 缴存至 "{last}"'))
def has_paid_before_a_gap(world: World, name: str, city: str, first: str, last: str) -> None:
    sql = (
        "UPDATE housing_fund_account SET earlier_from = $1, earlier_through = $2 WHERE holder_number = $3 AND city = $4"
    )
    write(world, province_of(city), sql, first, last, PEOPLE[name], CITIES[city])


@when(parsers.parse('贷款系统登记 "{name}" 在 "{city}" 的公积金贷款剩余本金为 {principal} 元，利息已还至 "{day}"'))
def instalment_booked(world: World, name: str, city: str, principal: str, day: str) -> None:
    """如扣过一次月供，或者冲回一次"""
    sql = "UPDATE housing_fund_loan SET principal = $1, interest_from = $2 WHERE borrower_number = $3 AND city = $4"
    write(world, province_of(city), sql, int(Decimal(principal) * 100), day, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 在 "{city}" 曾有公积金贷款 "{contract}"，已于 "{day}" 结清'))
def repaid(world: World, name: str, city: str, contract: str, day: str) -> None:
    sql = """INSERT INTO housing_fund_loan (contract, city, centre, borrower, borrower_number, principal, granted, rate,
interest_from, granted_on, home, settled_on) VALUES ($1, $2, '', $3, $4, 0, 100, '0.0325', $5, '2012-03-01', '', $5)"""
    write(world, province_of(city), sql, contract, CITIES[city], name, PEOPLE[name], day)


@when(parsers.parse('"{name}" 在 "{city}" 为住房 "{home}" 借了公积金贷款 {amount} 元'))
def lent(world: World, name: str, city: str, home: str, amount: str) -> None:
    sql = """INSERT INTO housing_fund_loan (contract, city, centre, borrower, borrower_number, principal, granted, rate,
interest_from, granted_on, home) VALUES ('SPEC0001', $1, '', $2, $3, $4, $4, '0.026', '2026-11-23', '2026-11-23', $5)"""
    write(world, province_of(city), sql, CITIES[city], name, PEOPLE[name], int(Decimal(amount) * 100), home)


@when(parsers.parse('登记机关把单位 "{code}" 的名称变更为 "{name}"，法定代表人变更为 "{representative}"'))
def licence_changed(world: World, code: str, name: str, representative: str) -> None:
    sql = "UPDATE housing_fund_licence SET name = $1, representative = $2 WHERE number = $3"
    write(world, province_of("成都"), sql, name, representative, code)


@when(parsers.parse('"{name}" 在 "{city}" 的公积金账户被误销户'))
def closed(world: World, name: str, city: str) -> None:
    sql = "UPDATE housing_fund_account SET status = 'closed' WHERE holder_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@when(parsers.parse('不动产登记机构登记 "{name}" 在 "{city}" 有自住住房'))
def home_registered(world: World, name: str, city: str) -> None:
    sql = """INSERT INTO housing_fund_home (id, owner_number, home, city, address)
VALUES ('spec', $1, '510104004001GB00001F00090001', $2, '示例路9号')"""
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 在 "{city}" 的自住住房登记于 "{day}"'))
def owned_since(world: World, name: str, city: str, day: str) -> None:
    sql = "UPDATE housing_fund_home SET registered_on = $1 WHERE owner_number = $2 AND city = $3"
    write(world, province_of(city), sql, day, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{other}" 于 "{day}" 登记为 "{name}" 在 "{city}" 的自住住房的共有人'))
def co_owned(world: World, other: str, day: str, name: str, city: str) -> None:
    sql = """INSERT INTO housing_fund_home (id, owner_number, home, city, address, registered_on)
SELECT 'spec', $1, home, city, address, $2 FROM housing_fund_home WHERE owner_number = $3 AND city = $4"""
    write(world, province_of(city), sql, PEOPLE[other], day, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 已于 "{day}" 为在 "{city}" 的自住住房装修提取 {amount} 元'))
def renovated(world: World, name: str, day: str, city: str, amount: str) -> None:
    sql = """INSERT INTO housing_fund_withdrawal (case_id, holder_number, city, purpose, drawn_for, calculated, amount,
held_on, paid_on, arrived, arrived_on) SELECT 'spec', owner_number, city, 'renovate', home, $1, $1, $2, $2, $1, $2
FROM housing_fund_home WHERE owner_number = $3 AND city = $4"""
    write(world, province_of(city), sql, int(Decimal(amount) * 100), day, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 在 "{city}" 的购房合同签订于 "{day}"'))
def signed(world: World, name: str, city: str, day: str) -> None:
    sql = "UPDATE housing_fund_trade SET signed_on = $1 WHERE buyer_number = $2 AND city = $3"
    write(world, province_of(city), sql, day, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{name}" 不是 "{city}" 购房合同的买受人'))
def did_not_buy(world: World, name: str, city: str) -> None:
    sql = "DELETE FROM housing_fund_trade WHERE buyer_number = $1 AND city = $2"
    write(world, province_of(city), sql, PEOPLE[name], CITIES[city])


@given(parsers.parse('"{province}" 的节点暂时无法连通'))
def cut(world: World, province: str) -> None:
    world.province(PROVINCES[province])
    world.cut(PROVINCES[province])


@when(parsers.parse('"{province}" 的节点恢复连通'))
def joined(world: World, province: str) -> None:
    world.join(PROVINCES[province])
    world.deliver()


def write(world: World, province: str, sql: str, *arguments: object) -> None:
    """Let whoever keeps a register change it."""
    world.run(world.province(province).node.database.execute, sql, *arguments)
