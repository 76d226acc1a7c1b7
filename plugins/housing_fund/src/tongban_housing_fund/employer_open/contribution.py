"""The monthly amount of a unit and a worker, with its working."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tongban import Line, Parameters, percent, rounded, spoken, yuan


def clamped_base(wage: int, parameters: Parameters) -> int:
    """The base, in 分: the average monthly wage between the place's lower and upper limit."""
    least, most = (int(parameters.decimal(name) * 100) for name in ("base_min", "base_max"))
    return max(least, min(wage, most))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is paid each month on a base (分) at two ratios; each amount is rounded half up once."""

    base: int
    ratio_person: Decimal
    ratio_unit: Decimal

    @property
    def person(self) -> Decimal:
        """个人月缴存额, in yuan."""
        return rounded(yuan(self.base) * self.ratio_person)

    @property
    def unit(self) -> Decimal:
        """单位月缴存额, in yuan."""
        return rounded(yuan(self.base) * self.ratio_unit)

    @property
    def total(self) -> Decimal:
        """月缴存额, in yuan."""
        return self.person + self.unit

    def lines(self) -> list[Line]:
        """The working, line by line."""
        base = spoken(yuan(self.base))
        return [
            ("月缴存基数", base),
            ("个人月缴存额", f"{base} × {percent(self.ratio_person)} = {spoken(self.person)}"),
            ("单位月缴存额", f"{base} × {percent(self.ratio_unit)} = {spoken(self.unit)}"),
            ("月缴存额合计", f"{spoken(self.person)} + {spoken(self.unit)} = {spoken(self.total)}"),
        ]
