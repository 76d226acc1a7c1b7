"""One fault for each check: where it is planted in the generated plugin, and what its author is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "tongban_permit"
MATTER = 'checks=(CheckItem(key="identity", text="当面核对居民身份证"),),'
AT_OUT = 'procedure=Procedure(Step("look", "核查", at="out", within="{within}")),\n    '
EFFECT = '    effects={{Granted: lambda effect: [("{sql}", ())]}},\n    route=route,'
SECOND = "piccolo_migrations/permit_2027_01_01t09_00_00_000000.py"
MIGRATION = """from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from tongban_permit.tables import HolderRow

ID = "2027-01-01T09:00:00:000000"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="permit", description="")

    async def change():
        {change}

    manager.add_raw(change)
    return manager
"""
TRIGGER = """CREATE TRIGGER permit_watch AFTER INSERT ON tongban_audit BEGIN
INSERT INTO permit_holder (number, name, status) VALUES (substr(hex(randomblob(9)), 1, 18), '', ''); END"""


def install(generated: Path, site: Path, spoil: Callable[[Path], object]) -> Path:
    """Install the generated plugin into a folder of its own, after a change to its files."""
    package = site / PACKAGE
    shutil.copytree(generated / "src" / PACKAGE, package)
    spoil(package)
    about = site / f"{PACKAGE}-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tongban-permit\nVersion: 0.1.0\n")
    points = f"[tongban]\npermit = {PACKAGE}.plugin\n[pytest11]\n{PACKAGE} = {PACKAGE}.testing\n"
    (about / "entry_points.txt").write_text(points)
    return site


@dataclass(frozen=True)
class Planted:
    """A fault; each change is (file, right, wrong), with right empty for a file added, wrong empty for one removed."""

    check: str
    changes: tuple[tuple[str, str, str], ...]
    told: str
    way: str = ""

    @property
    def key(self) -> str:
        """The check, and in which other way than the first it is tripped."""
        return f"{self.check}-{self.way}" if self.way else self.check

    def spoil(self, package: Path) -> None:
        for file, right, wrong in self.changes:
            path = package / file
            text = path.read_text("utf-8") if path.exists() else ""
            assert right in text, f"{file} no longer holds {right!r}"
            if not right and not wrong:
                path.unlink()
            else:
                path.write_text(text.replace(right, wrong, 1) if right else text + wrong, "utf-8")


def planted(check: str, file: str, right: str, wrong: str, told: str, *, way: str = "") -> Planted:
    return Planted(check, ((file, right, wrong),), told, way)


def effect(sql: str, told: str, *, way: str = "") -> Planted:
    changes = (
        ("matters.py", "    route=route,", EFFECT.format(sql=sql)),
        ("matters.py", "    FromRegister,\n", "    FromRegister,\n    Granted,\n"),
    )
    return Planted("effects-own", changes, f"an effect of permit.apply {told}", way)


FEATURE = "features/残疾人机动车停车证.feature"
IMPORTS = "from tongban import Application, "
STATIC = (
    planted("loads", "matters.py", '"permit_wd"', '"permit_days"', "promised_term names parameter 'permit_days'"),
    planted("samples", "testing.py", "SAMPLES: Final", "OTHERS: Final", "no sample application for permit.apply"),
    planted(
        "imports-public", "rules.py", IMPORTS, f"from tongban.matters.rules import evaluate\n{IMPORTS}",
        "tongban.matters.rules is not public",
    ),
    planted("imports-kit", "rules.py", IMPORTS, f"import tongban.testing.samples\n{IMPORTS}", "load the test kit"),
    planted("imports-matters", "rules.py", IMPORTS, f"import tongban_household\n{IMPORTS}", "to another matter"),
    planted("ids", "rules.py", '"PERMIT-01"', '"first"', "rule id 'first' is not like HF-TR-02"),
    planted(
        "ids", "rules.py", '"PERMIT-01"', '"HC-01"', "'HC-01' is one of the installed plugin 'household' too",
        way="rule",
    ),
    Planted(
        "ids",
        (("registers.py", '"permit.holder"', '"household.record"'),) * 2,
        "'household.record' is offered by the installed plugin 'household' too", "register",
    ),
    Planted(
        "ids",
        (("registers.py", '"permit.holder"', '"holders"'),) * 2,
        "register 'holders' is not named like permit.record", "plain-name",
    ),
    planted("chinese", "forms.py", 'Field("用途"', 'Field("Purpose"', "field 'purpose' says 'Purpose'"),
    planted("chinese", "guides.yaml", "在登记库中有本人的有效登记", "be registered", "a condition says", way="guide"),
    planted("remedies", "rules.py", 'remedy="请先到登记机关办理或者更新登记，再申请"', 'remedy=""', "what to do next"),
    planted("bases", "rules.py", "    basis=BASIS,\n", "", "rule PERMIT-01 refuses without a basis"),
    planted("purposes", "registers.py", "核验申请人的资格", "", "need 'holder' does not say what the record is for"),
    planted(
        "parameters-dated", "parameters/permit.yaml", "《无障碍环境建设法》第二十四条", "law 24", "refers to 'law 24'"
    ),
    planted(
        "parameters-named", "rules.py", "    if status != VALID:",
        '    if status == "停用" and application.parameters.integer("permit_months"):\n        return\n'
        "    if status != VALID:",
        "parameter 'permit_months' stands in no file",
    ),
    planted(
        "parameters-used", "parameters/permit.yaml", "",
        "permit_fee:\n  title: 费用\n  unit: 元\n  values: [{since: 2023-09-01, value: 5, reference: 某规定}]\n",
        "parameter 'permit_fee' is read nowhere",
    ),
    Planted(
        "steps-timed",
        (
            ("matters.py", MATTER, AT_OUT.format(within="").replace('"out"', '"competent"') + MATTER),
            ("matters.py", "    Route,\n", "    Procedure,\n    Route,\n    Step,\n"),
        ),
        "step 'look' of permit.apply has no time limit",
    ),
    Planted(
        "materials-waived",
        (
            ("matters.py", "sources=(FromRegister(HOLDER),)", "sources=(Upload(), FromRegister(HOLDER))"),
            ("matters.py", "    Route,\n", "    Route,\n    Upload,\n"),
        ),
        "material '资格证明' of permit.apply is demanded, though a register supplies it",
    ),
    planted(
        "answers-prefilled", "forms.py", "",
        '    status: Annotated[str, Field("登记状态")] = ""\n',
        "the applicant types '登记状态', which permit.holder holds",
    ),
    planted("personal-classified", "forms.py", 'Field("用途"', 'Field("亲属姓名"', "'亲属姓名' is personal"),
    Planted(
        "personal-seen",
        (
            ("forms.py", 'Mobile("手机号码"', 'Mobile("手机号码", audience=frozenset({"competent", "out"})'),
            ("registers.py", "Holder, purpose", 'Holder, at="out", purpose'),
        ),
        "'手机号码' is shown to 'out', which takes no step in permit.apply",
    ),
    planted("features-present", FEATURE, "", "", "no specification travels with the plugin"),
    planted("features-executable", FEATURE, "应可以办理", "大概可以办理", "no definition answers to"),
    planted(
        "features-named", FEATURE, "@permit.apply\n功能: 残疾人机动车停车证", "功能: 某证",
        "no specification names permit.apply",
    ),
    Planted(
        "states-reachable",
        (
            ("matters.py", MATTER, AT_OUT.format(within="permit_wd") + MATTER),
            ("matters.py", "    Route,\n", "    Procedure,\n    Route,\n    Step,\n"),
        ),
        "no case of permit.apply ever comes to “审查”",
    ),
    Planted(
        "refusals-reasoned",
        (
            (
                "matters.py",
                'text="当面核对',
                'otherwise=Objection(rule="P-ID", message="no", remedy="no"), text="当面核对',
            ),
            ("matters.py", "    PartyKind,\n", "    Objection,\n    PartyKind,\n"),
        ),
        "a refusal says 'no'",
    ),
    planted(
        "rules-hold", "rules.py", 'holder.status if holder else "未登记"', "holder.status", "has no attribute 'status'"
    ),
    effect("DELETE FROM tongban_case", "writes into tongban_case"),
    effect("INSERT OR REPLACE INTO tongban_case VALUES (1)", "writes into tongban_case", way="or-replace"),
    effect("DROP TABLE IF EXISTS tongban_case", "writes into tongban_case", way="drop"),
    effect("ALTER TABLE tongban_case ADD COLUMN permit", "writes into tongban_case", way="alter"),
    planted(
        "samples", "testing.py", 'by="张建国"', 'by="路人"', "no test person is called '路人'", way="stranger"
    ),
    planted(
        "imports-public", "rules.py", IMPORTS,
        f"import tongban as tb\n\n_ = tb.matters.rules.evaluate\n{IMPORTS}",
        "tongban.matters is not public", way="whole",
    ),
    planted(
        "parameters-named", "rules.py", "    if status != VALID:",
        '    law = application.parameters\n    if status == "停用" and law.integer("permit_months"):\n        return\n'
        "    if status != VALID:",
        "parameter 'permit_months' stands in no file", way="other-name",
    ),
    planted(
        "features-named", FEATURE, "@permit.apply\n功能: 残疾人机动车停车证", "@permit.apply_again\n功能: 某证",
        "no specification names permit.apply", way="longer-tag",
    ),
)  # fmt: skip
LIVE = (
    planted(
        "migrations-new", "tables.py", "    name = Varchar(50, secret=True)\n",
        "    name = Varchar(50, secret=True)\n    note = Varchar(9)\n",
        "the migrations do not make permit_holder.note",
    ),
    planted(
        "migrations-released", SECOND, "",
        MIGRATION.format(change='await HolderRow.raw("DELETE FROM permit_holder").run()'),
        "what stood in permit_holder is gone",
    ),
    planted(
        "migrations-released", "piccolo_migrations/released.txt", "",
        f"{'0' * 64}  permit_2026_11_25t09_00_00_000000.py\n",
        "permit_2026_11_25t09_00_00_000000.py is released and was changed since", way="changed",
    ),
    Planted(
        "round-trip",
        (
            ("matters.py", "    route=route,", EFFECT.format(sql="UPDATE permit_holder SET stamp = 1")),
            ("matters.py", "    FromRegister,\n", "    FromRegister,\n    Granted,\n"),
        ),
        "the sample of permit.apply does not reach its close",
    ),
    planted(
        "uninstall", SECOND, "", MIGRATION.format(change=f"await HolderRow.raw({TRIGGER!r}).run()"),
        "a case of permit.apply cannot be read once the plugin is gone",
    ),
)  # fmt: skip
