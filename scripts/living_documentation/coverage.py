"""What the specifications show of the policy, clause by clause, and of the law that the rules cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scripts.living_documentation.specifications import Scenario
from tongban import Basis, Matter, Rule
from tongban.testing.specs.clauses import Addressee, Clause
from tongban.testing.specs.results import Outcome, RuleUsed, Verdict, form_name


@dataclass(frozen=True)
class Covered:
    """A clause with the scenarios that name it."""

    clause: Clause
    scenarios: tuple[Scenario, ...]

    @property
    def state(self) -> str:
        """What to say of it."""
        if self.scenarios:
            bad = sum(scenario.outcome is not Outcome.PASSED for scenario in self.scenarios)
            return f"有规格，{bad} 个场景不一致或未执行" if bad else "有规格，全部一致"
        if self.clause.addressee is Addressee.ADMINISTRATION:
            return "机关的工作，平台不能代为落实"
        if self.clause.addressee is Addressee.NOBODY:
            return "说明缘由，不提要求"
        return f"没有规格：{self.clause.lacking}" if self.clause.lacking else "没有规格"

    @property
    def look(self) -> str:
        """How the state is shown."""
        if not self.scenarios:
            return "refused" if self.clause.addressee is Addressee.PLATFORM else "stopped"
        return "open" if all(scenario.outcome is Outcome.PASSED for scenario in self.scenarios) else "refused"


def covered(clauses: Iterable[Clause], scenarios: Sequence[Scenario]) -> list[Covered]:
    """Every clause with its scenarios."""
    return [
        Covered(clause, tuple(scenario for scenario in scenarios if clause.tag in scenario.tags)) for clause in clauses
    ]


@dataclass(frozen=True)
class RuleShown:
    """A rule with the scenarios in which it objected, and those in which it was satisfied."""

    rule: Rule
    matter: Matter
    objected: tuple[Scenario, ...]
    satisfied: tuple[Scenario, ...]


@dataclass(frozen=True)
class BasisShown:
    """An article that rules or matters cite."""

    text: str
    rules: tuple[RuleShown, ...]
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class Law:
    """A law or document with the articles cited of it."""

    name: str
    bases: tuple[BasisShown, ...]


def laws(matters: Sequence[Matter], scenarios: Sequence[Scenario]) -> list[Law]:
    """Every law cited, in the order in which matters cite them, with what the specifications show of each article."""
    rules = [shown for matter in matters for shown in _rules(matter, scenarios)]
    cited = [basis for matter in matters for basis in matter.basis]
    bases = dict.fromkeys([*cited, *(shown.rule.basis for shown in rules if shown.rule.basis)])
    return [
        Law(name, tuple(_basis(basis, rules, matters) for basis in bases if basis.law == name))
        for name in dict.fromkeys(basis.law for basis in bases)
    ]


def without_basis(matters: Sequence[Matter], scenarios: Sequence[Scenario]) -> list[RuleShown]:
    """The rules that cite nothing."""
    return [shown for matter in matters for shown in _rules(matter, scenarios) if shown.rule.basis is None]


def _basis(basis: Basis, rules: Sequence[RuleShown], matters: Sequence[Matter]) -> BasisShown:
    return BasisShown(
        text=basis.article,
        rules=tuple(each for each in rules if each.rule.basis == basis),
        matters=tuple(each for each in matters if basis in each.basis),
    )


def _rules(matter: Matter, scenarios: Sequence[Scenario]) -> Iterator[RuleShown]:
    own = {rule.id: rule for rule in (*matter.rules, *(each for step in matter.procedure.steps for each in step.rules))}
    for rule in own.values():
        objected = _where(matter, rule, Verdict.OBJECTED, scenarios)
        satisfied = tuple(each for each in _where(matter, rule, Verdict.SATISFIED, scenarios) if each not in objected)
        yield RuleShown(rule, matter, objected, satisfied)


def _where(matter: Matter, rule: Rule, verdict: Verdict, scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    wanted = RuleUsed(rule=rule.id, form=form_name(matter.form), verdict=verdict)
    return tuple(each for each in scenarios if wanted in each.rules)
