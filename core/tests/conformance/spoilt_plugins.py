"""One fault for each check: where it is planted in the generated plugin, and what its author is told."""

from __future__ import annotations

import hashlib
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "tongban_permit"
MATTER = 'checks=(CheckItem(key="identity", text="当面核对居民身份证"),),'
AT_OUT = 'procedure=Procedure(Step("look", "核查", at="out", within="{within}")),\n    '
EFFECT = "    effects={{Granted: lambda effect: [{statements}]}},\n    route=route,"
DROPPED = '("DELETE FROM permit_holder WHERE status = $1", (effect.found(HOLDER).status,))'
# A need that no rule and no material hangs on.
AGAIN = (
    (
        "registers.py", "def built_in",
        'AGAIN: Final = Needs("permit.holder", "资格登记", Holder, key="again", purpose="核验")\n\n\ndef built_in',
    ),
    ("matters.py", "import HOLDER", "import AGAIN, HOLDER"),
    ("matters.py", "needs=(HOLDER,)", "needs=(HOLDER, AGAIN)"),
)  # fmt: skip
HANDED_OVER = 'procedure=Procedure(IrrevocableStep("hand", "发放", within="permit_wd")),\n    '
CLAIM = """Claim(
        ("UPDATE permit_holder SET status = '已用' WHERE number = $1", (effect.applicant.number,)),
        otherwise=Objection(rule="P-TAKEN", message="名额已用完", remedy=""),
    )"""
SECOND = "piccolo_migrations/permit_2027_01_01t09_00_00_000000.py"
THIRD = "piccolo_migrations/permit_2027_02_01t09_00_00_000000.py"
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
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def asking(register: str) -> tuple[tuple[str, str, str], ...]:
    """Changes after which the rule judges by what a register of another plugin says, too."""
    return (
        ("registers.py", "HOLDER: Final", f'''class Home(msgspec.Struct, frozen=True, kw_only=True):
    """What another plugin's register holds of a person."""

    hukou_place: Annotated[str, Meta(title="户籍地代码")]


HOME: Final = Needs("{register}", "人口基础信息", Home, purpose="核对申请人的户籍地")
HOLDER: Final'''),
        ("matters.py", "needs=(HOLDER,)", "needs=(HOLDER, HOME)"),
        ("matters.py", "import HOLDER", "import HOLDER, HOME"),
        ("rules.py", "import HOLDER", "import HOLDER, HOME"),
        ("rules.py", "if holder else", "if holder and application.record(HOME) else"),
        ("testing.py", '{"holder": {"status": status} if status else None}',
         '{"holder": {"status": status} if status else None, "population": {"hukou_place": "510104"}}'),
    )  # fmt: skip


TRIGGERS = {
    SQLITE: """CREATE TRIGGER permit_watch AFTER INSERT ON tongban_audit BEGIN
INSERT INTO permit_holder (number, name, status) VALUES (substr(hex(randomblob(9)), 1, 18), '', ''); END""",
    POSTGRESQL: """DO $do$ BEGIN
CREATE FUNCTION permit_watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO permit_holder (number, name, status) VALUES (left(md5(random()::text), 18), '', ''); RETURN NEW; END $$;
CREATE TRIGGER permit_watch AFTER INSERT ON tongban_audit FOR EACH ROW EXECUTE FUNCTION permit_watch(); END $do$""",
}


# What hangs on a row of the plugin's goes with its table, and takes along what people read of the case.
HANGING = (
    "CREATE TABLE permit_mark (number TEXT REFERENCES permit_holder (number) ON DELETE CASCADE)",
    """CREATE TRIGGER permit_marked AFTER INSERT ON permit_holder BEGIN
INSERT INTO permit_mark VALUES (NEW.number); END""",
    """CREATE TRIGGER permit_gone AFTER DELETE ON permit_mark BEGIN
UPDATE tongban_fact SET head = replace(head, '"place_name":"', '"place_name":"原'); END""",
)


def install(generated: Path, site: Path, spoil: Callable[[Path], object]) -> Path:
    """Install the generated plugin into a folder of its own, after a change to its files."""
    package = site / PACKAGE
    shutil.copytree(generated / "src" / PACKAGE, package)
    shutil.copytree(generated / "tests", site / "tests")
    about = site / f"{PACKAGE}-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tongban-permit\nVersion: 0.1.0\n")
    points = f"[tongban]\npermit = {PACKAGE}.plugin\n[pytest11]\n{PACKAGE} = {PACKAGE}.testing\n"
    (about / "entry_points.txt").write_text(points)
    spoil(package)
    return site


def write_record(site: Path) -> None:
    """List every file of the one distribution in a folder, as the wheel that it came from would have."""
    files = [path for path in site.rglob("*") if path.is_file() and path.name != "RECORD"]
    lines = [f"{path.relative_to(site).as_posix()},sha256={_sha256(path)},{path.stat().st_size}" for path in files]
    (about,) = site.glob("*.dist-info")
    (about / "RECORD").write_text("\n".join([*lines, f"{about.name}/RECORD,,", ""]), "utf-8")


def _sha256(path: Path) -> str:
    return urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Planted:
    """A fault; each change is (file, right, wrong), with right empty for a file added, wrong empty for one removed.

    `databases` are those on which it shows, where it takes a node to see it; `besides` is what else its author is told.
    """

    check: str
    changes: tuple[tuple[str, str, str], ...]
    told: str
    way: str = ""
    databases: tuple[str, ...] = (SQLITE, POSTGRESQL)
    besides: tuple[str, ...] = ()

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


def planted(check: str, file: str, right: str, wrong: str, *told: str, way: str = "") -> Planted:
    return Planted(check, ((file, right, wrong),), told[0], way, besides=told[1:])


def effect(
    sql: tuple[str, ...], *told: str, check: str = "effects-own", arguments: str = "()", only: str = "", way: str = ""
) -> Planted:
    statements = ", ".join(f'("{each}", {arguments})' for each in sql)
    if only:
        statements = f"*(({statements},) {only} else ())"
    changes = (
        ("matters.py", "    route=route,", EFFECT.format(statements=statements)),
        ("matters.py", "    FromRegister,\n", "    FromRegister,\n    Granted,\n"),
    )
    return Planted(check, changes, told[0], way, besides=told[1:])


FEATURE = "features/残疾人机动车停车证.feature"
IMPORTS = "from tongban import Application, "
STATIC = (
    planted("loads", "matters.py", '"permit_wd"', '"permit_days"', "promised_term names parameter 'permit_days'"),
    planted(
        "loads", "plugin.py", "@hookimpl\ndef tongban_demo_records", "def tongban_demo_records",
        "tongban_demo_records is not marked as a hook and would never be called", way="unmarked",
    ),
    planted(
        "loads", "plugin.py", "return [MATTER]", "return MATTER",
        "plugin.py:13: tongban_register_matters returned Matter(", way="no-list",
    ),
    Planted(
        "loads",
        (
            ("plugin.py", "return [MATTER]", 'return [MATTER, replace(MATTER, id="parking.apply")]'),
            ("plugin.py", "from pathlib import Path", "from dataclasses import replace\nfrom pathlib import Path"),
        ),
        "plugin.py:17: its matters begin with parking and permit; give them one prefix", "second-prefix",
    ),
    planted(
        "loads", "plugin.py", "return built_in(context.database)", "return [context.database]",
        "is no register: give it name, title, issuer and look_up", way="no-register",
    ),
    planted(
        "loads", "piccolo_app.py", 'app_name="permit"', 'app_name="permits"',
        "piccolo_app.py:12: app_name is 'permits'; write app_name='permit'", way="app-name",
    ),
    planted(
        "loads", "tables.py", 'tablename="permit_holder"', 'tablename="holder"',
        "tables.py:9: table 'holder' must be named permit_", way="table-name",
    ),
    planted("samples", "testing.py", "SAMPLES: Final", "OTHERS: Final", "no sample application for permit.apply"),
    planted(
        "imports-public", "rules.py", IMPORTS,
        f"import tongban as tb\nfrom tongban.matters.parameters import Parameter\n\n_ = tb.matters.rules\n{IMPORTS}",
        "tongban.matters.parameters is not public", "tongban.matters is not public",
        "or ask for what you miss; did you mean 'Parameters'?",
    ),
    planted("imports-kit", "rules.py", IMPORTS, f"import tongban.testing.samples\n{IMPORTS}", "load the test kit"),
    planted(
        "imports-kit", "rules.py", IMPORTS, f"from . import testing\nfrom .testing import SAMPLES\n{IMPORTS}",
        "rules.py:7: a node would load the test kit", "rules.py:8: a node would load the test kit", way="own",
    ),
    planted(
        "imports-kit", "rules.py", IMPORTS, f"import pytest\n{IMPORTS}", "load the test kit", way="pytest",
    ),
    planted(
        "imports-public", "rules.py", IMPORTS,
        'import importlib\n\n_cases = importlib.import_module("tongban.cases.facts")\n'
        f'_papers = __import__("tongban.cases.papers")\n{IMPORTS}',
        "tongban.cases.facts is not public", "tongban.cases.papers is not public", way="by-name",
    ),
    planted(
        "imports-public", "pages.py", "", "import tongban_web.rendering\n", "the site is imported", way="site",
    ),
    planted("imports-matters", "rules.py", IMPORTS, f"import tongban_household\n{IMPORTS}", "to another matter"),
    planted(
        "imports-tests", "../tests/test_rules.py", "import pytest\n",
        "import pytest\nfrom tongban.errors import Refused\n",
        "tongban.errors is not public and may change any day; write `from tongban import Refused`",
    ),
    planted(
        "imports-tests", "../tests/test_rules.py", "import pytest\n",
        "import pytest\nfrom tongban.testing import effects\n"
        "from tongban.testing.conformance.generated import applications\n\n_ = effects.writers\n",
        "tongban.testing.conformance.generated.applications is no name of the kit and may change any day; take what",
        "tongban.testing.effects.writers is no name of the kit", way="kit",
    ),
    planted(
        "imports-public", "testing.py", "from tongban.testing.samples import",
        "import tongban.testing.provinces\nfrom tongban.testing.samples import",
        "testing.py:10: tongban.testing.provinces is no name of the kit", way="kit",
    ),
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
    planted(
        "chinese", "forms.py", 'Field("用途"', 'Field("用途", section="About"', "field 'purpose' says 'About'",
        way="section",
    ),
    Planted(
        "chinese",
        (
            ("forms.py", "    purpose:",
             '    kind: Annotated[str, Choice("类别", options=(("a", "new"), ("b", "2")))]\n    purpose:'),
            ("forms.py", "import Field,", "import Choice, Field,"),
            ("testing.py", '"mobile":', '"kind": "a", "mobile":'),
        ),
        "field 'kind' says 'new'", "option",
    ),
    Planted(
        "chinese",
        (
            ("matters.py", "sources=(FromRegister(HOLDER),)", "sources=(FromRegister(HOLDER), Upload())"),
            ("matters.py", "    Route,\n", "    Route,\n    Upload,\n"),
            ("registers.py", 'Annotated[str, Meta(title="登记状态")]', "str"),
        ),
        "Holder.status, which is read from a paper, says 'status'", "on-paper",
    ),
    planted(
        "chinese", "matters.py", 'fee="不收费"', 'fee="free"', "the fee says 'free'", way="fee",
    ),
    Planted(
        "chinese",
        (
            ("matters.py", "sources=(FromRegister(HOLDER),)", 'sources=(FromRegister(HOLDER), Pledge("I promise"))'),
            ("matters.py", "    Route,\n", "    Pledge,\n    Route,\n"),
            ("matters.py", 'reason="由登记库核验，不用提交"', 'reason="no need"'),
        ),
        "material 'proof' says 'no need'", "material", besides=("material 'proof' says 'I promise'",),
    ),
    planted(
        "chinese", "registers.py", 'issuer="登记机关"', 'issuer="office"',
        "the issuer of register permit.holder says 'office'", way="register",
    ),
    planted("remedies", "rules.py", 'remedy="请先到登记机关办理或者更新登记，再申请"', 'remedy=""', "what to do next"),
    planted("bases", "rules.py", "    basis=BASIS,\n", "", "rule PERMIT-01 refuses without a basis"),
    planted(
        "bases", "rules.py", 'Basis("无障碍环境建设法", "第二十四条")', 'Basis("待定", "TODO")',
        "rule PERMIT-01: basis '待定' names no law", way="open",
    ),
    planted("purposes", "registers.py", "核验申请人的资格", "", "need 'holder' does not say what the record is for"),
    planted(
        "parameters-dated", "parameters/permit.yaml", "《无障碍环境建设法》第二十四条", "law 24", "refers to 'law 24'"
    ),
    planted(
        "parameters-dated", "parameters/permit.yaml", "《无障碍环境建设法》第二十四条", "（待补充）",
        "refers to '（待补充）'", way="open",
    ),
    planted(
        "parameters-dated", "parameters/permit.yaml", "since: 2023-09-01", "since: 2099-01-01",
        "parameter 'permit_wd' has no value in force today",
        "parameter 'permit_wd' has no value in force on 2026-11-23, when the sample of permit.apply is handed in",
        way="to-come",
    ),
    planted(
        "parameters-named", "rules.py", "    if status != VALID:",
        '    law = application.parameters\n    if status == "停用" and law.integer("permit_months"):\n        return\n'
        '    if status == "停用" and application.parameters.flag("permit_again"):\n        return\n'
        "    if status != VALID:",
        "parameter 'permit_months' stands in no file", "parameter 'permit_again' stands in no file",
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
        "material '资格证明' of permit.apply is demanded, though permit.holder supplies it",
    ),
    Planted(
        "materials-waived",
        (
            ("matters.py", 'key="proof", name="资格证明", sources=(FromRegister(HOLDER),)',
             'key="paper", name="停车资格证明材料", sources=(Upload(),)'),
            ("matters.py", "    Route,\n", "    Route,\n    Upload,\n"),
            ("registers.py", 'Meta(title="登记状态")', 'Meta(title="停车资格")'),
        ),
        "material '停车资格证明材料' of permit.apply is demanded, though permit.holder supplies it", "other-name",
    ),
    Planted(
        "materials-waived",
        (
            ("matters.py", 'key="proof", name="资格证明", sources=(FromRegister(HOLDER),)',
             'key="paper", name="车辆登记证书", sources=(Upload(),)'),
            ("matters.py", "    Route,\n", "    Route,\n    Upload,\n"),
            ("registers.py", "", """    yield TableRegister(
        "permit.vehicle", "车辆登记库", Holder, looked_up, database=database, issuer="登记机关"
    )
"""),
        ),
        "material '车辆登记证书' of permit.apply is demanded, though permit.vehicle supplies it", "offered",
    ),
    planted(
        "answers-prefilled", "forms.py", "",
        '    status: Annotated[str, Field("登记状态")] = ""\n',
        "the applicant types '登记状态', which permit.holder holds",
    ),
    Planted(
        "personal-classified",
        (
            ("forms.py", 'Field("用途"', 'Field("亲属姓名"'),
            ("forms.py", 'Mobile("手机号码"', 'Mobile("通知号码", sensitive=False'),
            ("forms.py", "", '    home: Annotated[str, Field("通讯地址")] = ""\n'),
        ),
        "'亲属姓名' is personal", besides=("'通知号码' is personal", "'通讯地址' is personal"),
    ),
    planted(
        "personal-stored", "tables.py", "Varchar(50, secret=True)", "Varchar(50)",
        "column name of permit_holder holds names of persons and is not marked",
    ),
    effect(
        ("UPDATE permit_holder SET status = $1 WHERE number = $2",),
        "column status of permit_holder holds mobile numbers",
        check="personal-stored", arguments="(effect.answers.mobile, effect.applicant.number)", way="effect",
    ),
    Planted(
        "personal-seen",
        (
            ("forms.py", 'Mobile("手机号码"', 'Mobile("手机号码", audience=frozenset({"competent", "out"})'),
            ("registers.py", "Holder, purpose", 'Holder, at="out", purpose'),
        ),
        "'手机号码' is shown to 'out', which takes no step in permit.apply",
    ),
    planted("features-present", FEATURE, "", "", "no specification travels with the plugin"),
    planted(
        "features-present", "附加.feature", "", "# language: zh-CN\n功能: 附加\n", "it lies outside of features/",
        way="outside",
    ),
    Planted(
        "features-executable",
        ((FEATURE, "应提示", "大概提示"), (FEATURE, "  场景: 登记有效", "  场境: 登记有效")),
        "no definition answers to", besides=("“那么 残疾人机动车停车证应可以办理” is taken for a description",),
    ),
    planted(
        "features-executable", FEATURE, "    假如 残疾人", "    Given 残疾人",
        "is taken for a description, not for a step; begin it with 假如, 当, 那么 or 并且", way="english",
    ),
    planted(
        "loads", "guides.yaml", "conditions:", "condition:",
        "guides.yaml:2: 'permit.apply' cannot be read: Object contains unknown field `condition`", way="guide",
    ),
    planted(
        "features-executable", FEATURE, "  @跨省\n", "  场景: 打开结果\n    假如 申请人在网上打开了结果\n\n  @跨省\n",
        'or use 申请人已在 "{division}" 网上提交申请', way="nearest",
    ),
    planted(
        "features-executable", "features/附加.feature", "", "# language: zh-CN\n功能: 尚待编写\n",
        "it has no scenario, so nothing of it is run", way="empty",
    ),
    planted(
        "features-executable", "features/附加.feature", "", "# language: zh-CN\n这不是规格\n",
        "it is no Gherkin", way="no-gherkin",
    ),
    planted(
        "features-executable", "features/附加.feature", "", "# 尚待编写\n", "it holds no 功能: in UTF-8", way="nothing",
    ),
    planted(
        "features-executable", FEATURE, "  场景: 登记有效", "  @xfail\n  场景: 登记有效",
        "@xfail keeps “登记有效", way="xfail",
    ),
    planted(
        "features-named", FEATURE, "@permit.apply\n", "",
        "no specification has the tag @permit.apply (残疾人机动车停车证); write @permit.apply above 功能:",
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
                'otherwise=Objection(rule="P-ID", message="no", remedy=""), text="当面核对',
            ),
            ("matters.py", "    route=route,", f"    effects={{Granted: lambda effect: [{CLAIM}]}},\n    route=route,"),
            ("matters.py", "    FromRegister,\n", "    Claim,\n    FromRegister,\n    Granted,\n    Objection,\n"),
        ),
        "a refusal says 'no'",
        besides=("refusal P-ID tells nobody what to do next", "refusal P-TAKEN tells nobody what to do next"),
    ),
    Planted(
        "refusals-reasoned",
        (
            ("forms.py", 'Field("用途"', 'Flag("已阅读须知", required_true="agree first"'),
            ("forms.py", "purpose: Annotated[str", "purpose: Annotated[bool"),
            ("testing.py", '"purpose": "本人出行"', '"purpose": "on"'),
            ("matters.py", "application.answers.purpose))", '"本人出行"))'),
            ("forms.py", "import Field,", "import Flag,"),
        ),
        "a refusal says 'agree first'", "field",
    ),
    planted(
        "rules-hold", "rules.py", 'holder.status if holder else "未登记"', "holder.status",
        "rule PERMIT-01 breaks on an application to permit.apply: AttributeError: 'NoneType' object has no attribute",
    ),
    planted(
        "rules-hold", "rules.py", "（现为“{status}”）", "（现为“{state}”）",
        "rule PERMIT-01 breaks on an application to permit.apply: KeyError: 'state'; let it yield Breach(…)",
        way="words",
    ),
    planted(
        "rules-hold", "rules.py", "    holder = application.record(HOLDER)\n",
        "    try:\n        reached = bool(application.answers.mobile)\n    except Exception:\n        reached = False\n"
        "    if not reached:\n        yield Breach(status=VALID)\n    holder = application.record(HOLDER)\n",
        "rule PERMIT-01 judges an application to permit.apply by an answer that cannot be read; catch nothing that an",
        way="half-read",
    ),
    planted(
        "rules-hold", "matters.py", "    return Route(", "    assert answers.place.isalpha()\n    return Route(",
        "the route of permit.apply breaks on an application: AssertionError", way="route",
    ),
    planted(
        "rules-hold", "matters.py", "    route=route,", "    route=route,\n    calculation=lambda application: 1 / 0,",
        "the calculation of permit.apply breaks on an application: ZeroDivisionError", way="calculation",
    ),
    planted(
        "rules-hold", "matters.py", "application.answers.purpose))", "application.answers.purpose[99]))",
        "the paper “残疾人机动车停车证” of permit.apply breaks on an application: IndexError", way="paper",
    ),
    Planted(
        "rules-hold",
        (
            *AGAIN,
            ("matters.py", "application.answers.purpose))", "str(application.record(AGAIN))))"),
            ("matters.py", MATTER, HANDED_OVER + MATTER),
            ("matters.py", "    Kind,\n", "    IrrevocableStep,\n    Kind,\n"),
            ("matters.py", "    Route,\n", "    Procedure,\n    Route,\n"),
        ),
        "the paper “残疾人机动车停车证” of permit.apply breaks on an application: MissingEvidence: no answer yet from",
        "silent",
    ),
    Planted(
        "rules-hold",
        (
            ("matters.py", "application.answers.purpose))", "str(application.record(AGAIN))))"),
            *AGAIN[:1],
            ("matters.py", "import HOLDER", "import AGAIN, HOLDER"),
        ),
        "the paper “残疾人机动车停车证” of permit.apply breaks on an application: MissingEvidence: no answer yet from",
        "not-needed",
    ),
    planted(
        "rules-hold", "matters.py", "competent=answers.place", 'competent="成都"',
        "matters.py:26: the route of permit.apply names '成都', which is no code of a division", way="no-place",
    ),
    planted(
        "rules-hold", "matters.py", "    return Route(", "    Route(",
        "matters.py:26: the route of permit.apply is of type NoneType; let each way through it return Route(…)",
        way="no-route",
    ),
    planted(
        "rules-hold", "matters.py", '(("持有人", application.applicant.name), ("用途", application.answers.purpose))',
        '("持有人", application.applicant.name)',
        "the paper “残疾人机动车停车证” of permit.apply is of type tuple; let each way through it return a sequence of",
        way="one-line",
    ),
    planted(
        "rules-told", "rules.py", "RULES: Final = (registered,)",
        '@rule("PERMIT-02", "已有停车证", basis=BASIS, remedy="请先交回原证")\n'
        "def first(_: Application[PermitForm]) -> Breaches:\n    yield Breach()\n\n\n"
        "RULES: Final = (registered,)",
        "rule PERMIT-02 stands in the rules of no matter and no step",
    ),
    Planted(
        "rules-told",
        (
            ("words.yaml", "", "PERMIT-03: {message: 已有停车证, remedy: 请先交回原证}\n"),
            ("rules.py", "VALID: Final", 'worded = worded_rules(Path(__file__).with_name("words.yaml"))\nVALID: Final'),
            ("rules.py", "Breaches, rule", "Breaches, rule, worded_rules"),
            ("rules.py", "from typing import Final", "from pathlib import Path\nfrom typing import Final"),
        ),
        "nothing says the words of PERMIT-03", "words",
    ),
    effect(
        (
            "DELETE FROM tongban_case", "INSERT OR REPLACE INTO tongban_head VALUES (1)",
            "DROP TABLE IF EXISTS tongban_audit", "ALTER TABLE tongban_letter ADD COLUMN permit",
        ),
        *(f"an effect of permit.apply writes into tongban_{table}" for table in ("case", "head", "audit", "letter")),
    ),
    effect(
        ("DELETE FROM permit_holder WHERE number = $1",),
        "DELETE FROM permit_holder WHERE number = $1' has other places, $1 and so on, than its 0 arguments",
        way="arguments",
    ),
    effect(
        ("UPDATE permit_holders SET status = '已用'",),
        "an effect of permit.apply writes into permit_holders, which is no table of this plugin",
        way="undeclared",
    ),
    Planted(
        "effects-own",
        (
            *AGAIN,
            ("matters.py", "    route=route,", EFFECT.format(statements=DROPPED.replace("HOLDER", "AGAIN"))),
            ("matters.py", "    FromRegister,\n", "    FromRegister,\n    Granted,\n"),
        ),
        "an effect of permit.apply breaks: MissingEvidence: no answer yet from permit.holder at competent; let a",
        "silent",
    ),
    planted(
        "effects-own", "demo/510000/holders.yaml", "permit_holder:", "permit_holders:",
        "holders.yaml:2: the demo writes into permit_holders, which is no table of this plugin", way="demo",
    ),
    planted(
        "effects-own", "demo/510000/holders.yaml", "status: 有效}", "state: 有效}",
        "holders.yaml:3: the demo fills state of permit_holder, which has no such column; its columns are number, name",
        way="demo-column",
    ),
    effect(
        ("DELETE FROM permit_holder WHERE number = $1",),
        "what permit.apply writes at Granted is never seen: nobody applies so that it writes anything",
        check="effects-seen", arguments="(effect.id,)", only='if effect.answers.purpose == "代步"',
    ),
    Planted(
        "effects-seen",
        (
            ("matters.py", "    route=route,", EFFECT.format(statements=DROPPED)),
            ("matters.py", "    FromRegister,\n", "    FromRegister,\n    Granted,\n"),
            ("rules.py", 'VALID: Final = "有效"', 'VALID: Final = "生效"'),
        ),
        "the sample is stopped by PERMIT-01: 登记库中没有您的有效登记（现为“有效”）", "stopped",
    ),
    planted(
        "samples", "testing.py", 'by="张建国"', 'by="路人"', "no test person is called '路人'", way="stranger"
    ),
    planted(
        "loads", "registers.py", 'Needs("permit.holder"', 'Needs("permit.holders"',
        "permit.apply needs register 'permit.holders', which the plugin does not offer; did you mean 'permit.holder'",
        way="register",
    ),
    planted(
        "samples", "testing.py", '"mobile": "13800000000"', '"mobile": "138"',
        "testing.py:16: the sample of permit.apply types '138' into 'mobile': ", way="answer",
    ),
    planted(
        "samples", "testing.py", '"purpose":', '"purposes":',
        "the sample of permit.apply names 'purposes', which is no field of it; did you mean 'purpose'", way="field",
    ),
    planted(
        "loads", "testing.py", '"mobile": "13800000000"', '"mobile": 13800000000',
        "testing.py:18: of a sample answers is {'mobile': 13800000000", way="sample",
    ),
    planted(
        "samples", "testing.py", 'received_in="500103"', 'received_in="509999"',
        "the sample of permit.apply is received in '509999', which is no division of a test province", way="division",
    ),
    planted(
        "samples", "testing.py", '"place": "510104"', '"place": "519999"',
        "types '519999' into 'place': “办理地”填写的行政区划代码519999不存在", way="place",
    ),
    planted(
        "samples", "registers.py", "status: Annotated[str,", "status: Annotated[int,",
        "registers.py:15: register permit.holder cannot tell what the sample needs: ValidationError: Expected `int`",
        way="record",
    ),
    planted(
        "features-named", FEATURE, "@permit.apply\n", "@permit.apply @35-3.2-99\n",
        ".feature:2: 标签 @35-3.2-99 没有对应的政策条款，最相近的是 @35-3.2-3; name a sentence", way="clause",
    ),
    planted(
        "features-named", FEATURE, "@permit.apply\n", "@permit.apply_again\n",
        "no specification has the tag @permit.apply", way="longer-tag",
    ),
)  # fmt: skip
LIVE = (
    planted(
        "migrations-new", "tables.py", "    name = Varchar(50, secret=True)\n",
        "    name = Varchar(50, secret=True)\n    note = Varchar(9)\n",
        "permit_holder.note is declared, and the migrations do not make it",
    ),
    planted(
        "migrations-new", "tables.py", "status = Varchar(20)", "status = Varchar(40)",
        "permit_holder.status is declared as", way="type",
    ),
    planted(
        "migrations-released", SECOND, "",
        MIGRATION.format(change='await HolderRow.raw("DELETE FROM permit_holder").run()'),
        "what stood in permit_holder is gone",
    ),
    planted(
        "migrations-released", SECOND, "",
        MIGRATION.format(change="await HolderRow.raw(\"UPDATE permit_holder SET status = '有效'\").run()"),
        "what stood in permit_holder.status has become '有效'", way="value",
    ),
    Planted(
        "migrations-released",
        (
            (SECOND, "", MIGRATION.format(change='await HolderRow.raw("CREATE TABLE permit_note (words TEXT)").run()')),
            (THIRD, "", MIGRATION.format(change='await HolderRow.raw("DROP TABLE permit_note").run()')
             .replace("2027-01-01", "2027-02-01")),
        ),
        "permit_2027_02_01t09_00_00_000000.py:1: what stood in permit_note is gone", "table",
    ),
    planted(
        "migrations-released", "piccolo_migrations/released.txt", "",
        f"{'0' * 64}  permit_2026_11_25t09_00_00_000000.py\n",
        "permit_2026_11_25t09_00_00_000000.py is released and was changed since", way="changed",
    ),
    Planted(
        "migrations-released",
        (
            (SECOND, "", MIGRATION.format(change="pass")),
            ("../tongban_permit-0.1.0.dist-info/METADATA", "Version: 0.1.0", "Version: 0.2.0"),
        ),
        "permit_2026_11_25t09_00_00_000000.py was released and stands in no released.txt", "unlisted",
    ),
    effect(
        ("UPDATE permit_holder SET stamp = 1",), "the sample of permit.apply does not reach its close",
        check="round-trip",
    ),
    *(
        Planted(
            "uninstall", ((SECOND, "", MIGRATION.format(change=f"await HolderRow.raw({trigger!r}).run()")),),
            "a case of permit.apply cannot be read once the plugin is gone", database, (database,),
        )
        for database, trigger in TRIGGERS.items()
    ),
    Planted(
        "uninstall",
        ((SECOND, "", MIGRATION.format(change="; ".join(f"await HolderRow.raw({each!r}).run()" for each in HANGING))),),
        "a case of permit.apply reads otherwise once the plugin is gone", "otherwise", (SQLITE,),
    ),
    planted(
        "round-trip", "testing.py", 'received_in="500103"', 'received_in="510104"',
        "the sample of permit.apply comes in where it is decided", way="at-home",
    ),
    Planted(
        "round-trip", asking("city.population"),
        "no plugin that is installed here offers register 'city.population', so no matter that needs it is tried; "
        "install the plugin that does, as by pip install tongban-city", "register",
    ),
)  # fmt: skip
