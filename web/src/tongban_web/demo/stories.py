"""What the terminal says when the demonstration is ready: what to open, and whom to sign in as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tongban_web.demo.provinces import Province

HEAD = """\
通办演示已就绪，用时 {seconds:.1f} 秒 · The demonstration is ready
{sites}

不设密码：在登录页选择下列人员。窗口和办理人员从 /sign-in/staff 登录。
No passwords: choose a person on the sign-in page (applicants at /sign-in, level L3; staff at /sign-in/staff).
同一浏览器可以同时登录几个省；同一个省要换人，请先退出或用无痕窗口。
One browser may be signed in at several provinces at once; for two people of one province use a private window.
"""

STORIES = """
1. 多地联办 · joint: 住房公积金异地转移接续 (hf.transfer)
   {gd}  张建国 在线申请：转出 重庆或广州，转入 成都 · applies online
   {sc}  曾祥云（成都住房公积金管理中心）受理、发联系函、入账、准予 · accepts, books, grants
   {cq}  秦大川（重庆市住房公积金管理中心）核定并转账，或驳回 · pays out, or refuses
2. 单位经办 · a firm through its agent: 住房公积金单位登记开户 (hf.employer_open)
   {gd}  张建国 登录后选择代表“成都锦江示例科技有限公司” · sign in, then act for the firm
   {sc}  曾祥云 受理、分配账号、准予 · accepts, assigns the account and grants
3. 代收代办 · proxy at a window: 开具户籍类证明 (hh.cert.hukou)
   {gd}  林晓燕（天河区“跨省通办”窗口）为受 张建国 委托到场的 张德福 收件、收存并寄送委托书；张建国也可自己在线申请
   {sc}  许国强（锦江区示例派出所）受理、准予、送达 · decides where the hukou is
   户籍地选 浙江杭州西湖区（赵敏）时，对方未接入，由窗口寄送办理 · off the exchange, by post
4. 无差别办理 · anywhere: 结婚登记 (mr.marry)
   {cq}  吴浩 与 梁晓雯 预约并分别确认；刘蓉（渝中区婚姻登记处）当场登记 · both confirm, registered on the spot
"""

TAIL = """
其余事项怎样走 · how to walk every other matter: docs/demo.md
督办总览 · supervisors: 督办员粤, 督办员渝, 督办员川     接口文档 · API: {api}/api/v1
数据与日志 · data and logs: {folder}
按 Ctrl-C 结束，数据保留；make demo-reset 清空 · Ctrl-C ends all, data stays; make demo-reset forgets it
"""


def guide(provinces: Sequence[Province], folder: Path, *, seconds: float) -> str:
    """The whole text."""
    by_node = {province.node: province for province in provinces}
    sites = "\n".join(f"  {province.name}  {province.url}" for province in provinces)
    urls = {"gd": by_node["440000"].url, "cq": by_node["500000"].url, "sc": by_node["510000"].url}
    return (
        HEAD.format(seconds=seconds, sites=sites) + STORIES.format(**urls) + TAIL.format(api=urls["sc"], folder=folder)
    )
