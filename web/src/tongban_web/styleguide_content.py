"""The fictitious people, cases and papers that the style guide shows."""

# ruff: noqa: E501 - a sentence that users read stands on one line
# fmt: off
from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from tongban_web import view_data as v

SHORT_OF_MONTHS = v.Objection(
    field="in_account",
    field_label="转入地账户",
    message="在转入地连续缴存不满6个月",
    basis="建金〔2018〕46号；成都市参数 transfer_months=6",
    remedy="您已连续缴存5个月，可在2026年12月缴存后再申请，届时无需重新填写。",
    rule="HF-TR-02",
)
OBJECTIONS = (
    SHORT_OF_MONTHS,
    v.Objection(field="id_number", field_label="公民身份号码", message="公民身份号码校验位错误", basis="GB 11643-1999", remedy="请对照证件检查末位，可能是数字也可能是字母X。"),
    v.Objection(message="原账户未封存，请先办理封存", basis="《住房公积金管理条例》第十五条", remedy="请联系原单位，或拨打重庆市住房公积金管理中心电话办理封存。"),
)
SENT = v.Chip("sent", "已发出", "11-23 10:42")
CHIPS = (SENT, v.Chip("stored", "对方已收", "11-23 10:42"), v.Chip("applied", "对方已入库", "11-23 10:43"))
DEADLINES = (
    v.Deadline("normal", "剩 10 个工作日", "12月7日", "11月23日收到，次日起算，第10个工作日为12月7日。"),
    v.Deadline("near", "将到期，剩 2 个工作日", "11月25日"),
    v.Deadline("overdue", "已超期 3 个工作日", "11月18日"),
    v.Deadline("undetermined", "期限待定，缺少2027年度工作日历"),
)
STATES = (v.State("协同办理", "open"), v.State("待补正", "waiting"), v.State("办结", "done"), v.State("不予受理", "refused"), v.State("已撤回", "stopped"))
REGISTER = v.Provenance("register", ("来自 住房公积金登记库", "四川省", "2026-11-23", "已核验"))
OWN = v.Provenance("own", ("本人填写",))
PROVENANCES = (
    REGISTER,
    v.Provenance("certificate", ("来自 居民身份证（电子证照）", "广东省", "2026-11-20", "有效")),
    OWN,
    v.Provenance("upload", ("本人上传", "结婚证.jpg", "2026-11-20", "待核对")),
    v.Provenance("pledge", ("告知承诺", "2026-11-20")),
    v.Provenance("window", ("窗口核验", "广州市越秀区政务服务中心 3号窗口", "2026-11-20")),
)
HOPS = (
    v.Hop("粤", "广东省 · 广州市越秀区政务服务中心", "提交申请，出具收件凭证", "申请人 张建国（网上）", "2026-11-20 09:12"),
    v.Hop("粤", "广东省 · 广州市越秀区政务服务中心", "形式审查通过，转办理地", "陈志远 3号窗口", "2026-11-20 09:40", "用时不足 1 个工作日", chips=(v.Chip("applied", "对方已入库", "11-20 09:41"),)),
    v.Hop("川", "四川省 · 成都住房公积金管理中心", "收到申请，开始办理", "系统", "2026-11-20 09:41"),
    v.Hop("川", "四川省 · 成都住房公积金管理中心", "受理，出具受理通知书", "赵敏 归集科", "2026-11-20 15:20"),
    v.Hop("川", "四川省 · 成都住房公积金管理中心", "发出联系函", "赵敏 归集科", "2026-11-23 10:42", "用时 1 个工作日，限 3 个工作日", chips=CHIPS),
    v.Hop("渝", "重庆市 · 重庆市住房公积金管理中心", "核定并转账", "待办", "2026-11-23 10:43 起", "应不迟于 12月7日 完成", (v.Definition("说明", "转账后不能撤回。"),), True),
)
NUMBER = "KS440106510104202611200000011"
ROWS = (
    v.CaseRow(
        "KS44010651010420261119000007X", "/cases/1", "户籍类证明", "李秋萍", "广东 → 四川", "11月19日", STATES[1], DEADLINES[1], "等您补正，自 11月20日 起", "需补正 2 项：户口簿首页、与户主关系"
    ),
    v.CaseRow(NUMBER, "/cases/2", "住房公积金异地转移接续", "张建国", "广东 → 四川", "11月20日", STATES[0], DEADLINES[0], "现在轮到 重庆市住房公积金管理中心 办理"),
    v.CaseRow(
        "KS500103440106202611020000124",
        "/cases/3",
        "住房公积金单位登记开户",
        "成都锦江某商贸有限公司（经办人 王小川）",
        "重庆 → 广东",
        "11月2日",
        STATES[0],
        DEADLINES[2],
        "现在轮到 广州住房公积金管理中心 办理",
    ),
    v.CaseRow("KS51010450010320261123000003H", "/cases/4", "结婚登记", "周雅琴、陈志远", "四川 → 重庆", "11月23日", STATES[2], DEADLINES[3], "已办结，可以评价"),
)
CITIES = (v.Option("500100", "重庆市", group="重庆市"), v.Option("510100", "成都市", group="四川省"), v.Option("440100", "广州市", group="广东省"), v.Option("440300", "深圳市", group="广东省"))
FIELDS = (
    v.Field("name", "姓名", "shown", "张建国", provenance=PROVENANCES[1]),
    v.Field("id_number", "公民身份号码", "identity", "510104198503109990", required=True, objections=OBJECTIONS[1:2], provenance=OWN),
    v.Field("mobile", "手机号码", value="13800000000", hint="用于接收办理进度", required=True, inputmode="tel", autocomplete="tel", provenance=OWN),
    v.Field("out_city", "转出城市", "select", "500100", required=True, options=CITIES),
    v.Field("in_account", "转入地账户", value="51010000123456", required=True, objections=OBJECTIONS[:1], provenance=REGISTER),
    v.Field("household_place", "户籍地", "division", hint="", required=True),
    v.Field("amount", "转移金额", "money", "52752.84", provenance=REGISTER),
    v.Field("ratio", "单位比例", "percent", "12", hint="填写百分数，例如 12", required=True),
    v.Field("sealed_on", "账户封存日期", "date", "2026-04-30", provenance=REGISTER),
    v.Field(
        "delivery",
        "送达方式",
        "choice",
        "electronic",
        required=True,
        options=(v.Option("electronic", "电子送达", "在“我的办件”中查看和下载"), v.Option("post", "邮寄"), v.Option("window", "窗口领取")),
    ),
    v.Field("uses", "证明用途", "checks", ("school",), hint="可多选", options=(v.Option("school", "入学"), v.Option("housing", "购房"), v.Option("other", "其他"))),
    v.Field("reason", "情况说明", "area", "", hint="不超过200字", maximum_length=200),
    v.Field("marriage", "结婚证照片", "upload", "结婚证.jpg", hint="JPG、PNG 或 PDF，不超过 10 MB", accept=".jpg,.jpeg,.png,.pdf", provenance=PROVENANCES[3]),
    v.Field("promise", "本人承诺：名下只保留一个住房公积金账户，所填内容属实；不属实的，承担相应责任。", "confirm", required=True, provenance=PROVENANCES[4]),
)
MATTERS = (
    v.MatterCard(
        "住房公积金异地转移接续",
        "/matters/hf.transfer",
        "换城市工作后，把原缴存地的公积金连同利息转到现在的缴存地，两地中心之间办理，不用跑。",
        "住房城乡建设部",
        ("全程网办", "多地联办"),
        "承诺 18 个工作日",
        "不收费",
        "成渝两地之间：转出时限由 10 个工作日缩短为 5 个",
    ),
    v.MatterCard("开具户籍类证明", "/matters/hh.cert.hukou", "在居住地申请，由户籍地公安机关开具。", "公安部", ("全程网办", "异地代收代办"), "承诺 3 个工作日", "不收费"),
)
MATERIALS = (
    v.MaterialRow("居民身份证", True, "免提交", "从电子证照取得，由广东省公安厅签发"),
    v.MaterialRow("住房公积金账户信息", True, "免提交", "从两地住房公积金登记库查询，需要您同意"),
    v.MaterialRow("居民户口簿", False, "需提交", "户籍地尚未开通数据共享；可上传照片，或在窗口核验原件", "原件 1 份，核验后当场退还"),
)
STEPS = (
    v.GuideStep("收件与形式审查", "收件地", "1 个工作日"),
    v.GuideStep("受理并发出联系函", "转入地 · 成都住房公积金管理中心", "3 个工作日"),
    v.GuideStep("核定并转账", "转出地 · 重庆市住房公积金管理中心", "5 个工作日", "依据川渝通办协议，由 10 个工作日缩短；转账后不能撤回"),
    v.GuideStep("入账，出具办结通知", "转入地 · 成都住房公积金管理中心", "5 个工作日"),
)
RESULTS = (v.Definition("费用", "不收费"), v.Definition("办理结果", "《住房公积金异地转移接续办结通知》"), v.Definition("送达方式", "电子送达"))
DEFINITIONS = (
    v.Definition("申请人", "张建国", PROVENANCES[1]),
    v.Definition("公民身份号码", "510104********9997", PROVENANCES[1], True),
    v.Definition("转入地连续缴存", "6 个月（2026年5月至10月）", REGISTER, True),
    v.Definition("联系电话", "138****0000", OWN, True),
)
COLUMNS = (v.Column("项目"), v.Column("计算"), v.Column("金额", numeric=True))
DATA = (("转移本金", "账户余额", "52,340.18元"), ("转移利息", "自2026年7月1日起计息", "412.66元"), ("转移金额", "本金 + 利息", "52,752.84元"))
MESSAGES = (
    v.Message("赵敏", "成都住房公积金管理中心", "2026-11-23 09:30", "请问原账户的封存日期是4月还是5月？登记库显示为4月30日。"),
    v.Message("张建国", "申请人", "2026-11-23 10:05", "是4月。5月起在成都缴存。", own=True),
)
TILES = (
    v.Tile("在办", "128", "其中跨省 96", "/supervision?state=open"),
    v.Tile("将到期", "7", "2 个工作日内", "/supervision?near=1", "near"),
    v.Tile("已超期", "2", "均在协同地", "/supervision?overdue=1", "overdue"),
    v.Tile("期限待定", "4", "缺少2027年度工作日历", "", "undetermined"),
)
PAIRS = (
    v.PairRow("广东", (v.PairCell(12, 1), v.PairCell(31, 3, 0, "/supervision?pair=44-50"), v.PairCell(48, 4, 1, "/supervision?pair=44-51"))),
    v.PairRow("重庆", (v.PairCell(9, 1), v.PairCell(0, 0), v.PairCell(17, 2))),
    v.PairRow("四川", (v.PairCell(6, 1), v.PairCell(5, 1, 1), v.PairCell(0, 0))),
)
PAPER = v.Paper(
    office="成都住房公积金管理中心",
    title="住房公积金异地转移接续办结通知",
    number="成公积金转〔2026〕000001号",
    addressee="张建国",
    lines=(v.Definition("申请人", "张建国"), v.Definition("申请人公民身份号码", "510104198503109997")),
    body=(
        "您于2026年11月20日在广东省广州市越秀区政务服务中心提交的住房公积金异地转移接续申请，已由本中心办结。",
        "重庆市住房公积金管理中心已将您原账户的本金和利息全部转出并注销原账户，款项于2026年12月4日计入您在本中心的账户。",
    ),
    working=(v.WorkingLine("转移本金", "52,340.18元"), v.WorkingLine("转移利息", "412.66元"), v.WorkingLine("计入金额", "52,752.84元", total=True)),
    basis=("《住房公积金管理条例》第十三条", "全国住房公积金异地转移接续业务操作规程"),
    remedy="对计入金额有异议的，可以向本中心申请复核，本中心自收到申请之日起5日内书面答复。",
    issued="2026年12月4日",
    digest="sm3:5c1f 09ab 77d2 4e60 b1c8 3f9e 2a47 d015 8be6 90fc 4a31 7d28 e5b0 61c9 f283 0a7e",
    case_number=NUMBER,
)


def context() -> Mapping[str, object]:
    """What the style guide's page needs: the site, a viewer who sees every part of it, and the samples."""
    sample = SimpleNamespace(
        objections=OBJECTIONS,
        chips=CHIPS,
        all_chips=(*CHIPS, v.Chip("failed", "未送达，将自动重发", "11-23 10:50")),
        deadlines=DEADLINES,
        states=STATES,
        provenances=PROVENANCES,
        hops=HOPS,
        number=NUMBER,
        rows=ROWS,
        fields=FIELDS,
        link=v.Link("查看可办事项", "/"),
        matters=MATTERS,
        materials=MATERIALS,
        steps=STEPS,
        results=RESULTS,
        conditions=("原账户已封存", "在转入地连续缴存满6个月", "原缴存地没有未结清的住房公积金贷款"),
        basis=("《住房公积金管理条例》第十三条、第十五条", "国办发〔2020〕35号"),
        buttons=(v.Button("提交申请", "primary", "act", "submit"), v.Button("暂存", "plain", "act", "save"), v.Button("返回", url="/")),
        definitions=DEFINITIONS,
        columns=COLUMNS,
        data=DATA,
        messages=MESSAGES,
        tiles=TILES,
        places=("广东", "重庆", "四川"),
        pairs=PAIRS,
        paper=PAPER,
        consequences=("款项转出后，申请人不能再撤回申请。", "账户注销后，须重新开户才能在重庆缴存。"),
    )
    return {
        "site": v.Site("广东省", "广东省政务服务管理部门", "12345", demo=True),
        "viewer": v.Viewer(("zone", "cases", "window", "desk", "supervision"), "张建国", "申请人"),
        "section": "cases",
        "sample": sample,
    }
