"""An organisation as named and numbered by its licence."""

from __future__ import annotations

from collections.abc import Iterator

from tongban.identity.credit_code import CATEGORY, Body, parse_credit_code
from tongban.identity.numbers import NumberFault
from tongban.matters.rules import Objection


def misnumbered(number: str, body: str, *, field: str) -> Iterator[Objection]:
    """What is wrong with a credit code as read from a licence, and with the kind of body where one is given."""
    if not number:
        return
    parsed = parse_credit_code(number, body=Body(body) if body in set(Body) else None)
    if parsed == CATEGORY:
        remedy = "请对照营业执照或登记证书核对统一社会信用代码和单位类型"
        yield Objection(rule=CATEGORY.rule, message=CATEGORY.message, field=field, remedy=remedy)
    elif isinstance(parsed, NumberFault):
        remedy = "请对照营业执照或登记证书重新填写"
        yield Objection(rule=parsed.rule, message=parsed.message, field=field, remedy=remedy)
