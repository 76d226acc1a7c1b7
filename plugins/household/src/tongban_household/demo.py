"""Fictitious people in the registers of 户籍, for the demo, specifications and journeys.

The persons are the test persons of the platform; relatives are made up by the same convention (sequence 990–999).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

Statement = tuple[str, tuple[object, ...]]

# Where each has the permanent hukou: the number tells only where it was first registered.
POPULATION: Final = (
    ("张建国", "510104198503109997", "510104", "四川省成都市锦江区书院街 1 号"),
    ("李秋萍", "500103199208259980", "500103", "重庆市渝中区民生路 2 号"),
    ("王小川", "440106199611239974", "440106", "广东省广州市天河区体育西路 3 号"),
    ("赵敏", "33010619881201996X", "330106", "浙江省杭州市西湖区文三路 4 号"),
    ("陈志远", "320102197609309951", "320102", "江苏省南京市玄武区珠江路 5 号"),
    ("刘大勇", "430102197611239935", "430102", "湖南省长沙市芙蓉区五一大道 6 号"),
    ("何建军", "430102197611249930", "430102", "湖南省长沙市芙蓉区五一大道 7 号"),
    ("周雅琴", "340102198504029943", "340102", "安徽省合肥市瑶海区长江东路 8 号"),
    ("孙静", "420106200411249926", "420106", "湖北省武汉市武昌区中山路 9 号"),
    ("吴浩", "610104200411239915", "610104", "陕西省西安市莲湖区北大街 10 号"),
    ("郑月", "370102200611239909", "370102", "山东省济南市历下区泉城路 11 号"),
    ("许诺", "110101200611249926", "130102", "河北省石家庄市长安区中山东路 12 号"),
    ("钱国庆", "520102196603159991", "520102", "贵州省贵阳市南明区中华南路 13 号"),
    ("冯小满", "310101202605209983", "310101", "上海市黄浦区南京东路 14 号"),
    ("马超", "130102196408019974", "130102", "河北省石家庄市长安区中山东路 15 号"),
    ("张德福", "51010419580206991X", "510104", "四川省成都市锦江区牛市口 16 号"),
    ("张小雨", "510104202006019922", "510104", "四川省成都市锦江区书院街 1 号"),
    ("李国强", "500103196504039938", "500103", "重庆市渝中区较场口 17 号"),
    ("王丽华", "440106197005099909", "440106", "广东省广州市天河区石牌 18 号"),
)

BOOKLETS: Final = {
    "510104198503109997": "510104-0001",
    "510104202006019922": "510104-0001",
    "51010419580206991X": "510104-0002",
    "500103199208259980": "500103-0001",
    "500103196504039938": "500103-0002",
    "440106199611239974": "440106-0001",
    "440106197005099909": "440106-0002",
}

# number, relative, the relative's name, what the relative is to the person, same booklet, record, recorded on
RELATIONS: Final = (
    ("510104198503109997", "51010419580206991X", "张德福", "父亲", 0, "常住人口登记表〔锦江〕1985-0310", "1985-03-28"),
    ("51010419580206991X", "510104198503109997", "张建国", "儿子", 0, "常住人口登记表〔锦江〕1985-0310", "1985-03-28"),
    ("510104198503109997", "510104196008179905", "陈桂英", "母亲", 0, "常住人口登记表〔锦江〕1985-0310", "1985-03-28"),
    (
        "510104198503109997",
        "500103199208259980",
        "李秋萍",
        "配偶",
        0,
        "户口登记项目变更表〔锦江〕2025-0611",
        "2025-06-11",
    ),
    ("510104198503109997", "510104202006019922", "张小雨", "女儿", 1, "出生登记〔锦江〕2020-0618", "2020-06-18"),
    ("500103199208259980", "500103196504039938", "李国强", "父亲", 0, "常住人口登记表〔渝中〕1992-0825", "1992-09-10"),
    (
        "500103199208259980",
        "510104198503109997",
        "张建国",
        "配偶",
        0,
        "户口登记项目变更表〔渝中〕2025-0605",
        "2025-06-05",
    ),
    ("440106199611239974", "440106197005099909", "王丽华", "母亲", 0, "常住人口登记表〔天河〕1996-1123", "1996-12-09"),
)

# number, kind of certificate, fact, record, recorded on
ENTRIES: Final = (
    (
        "510104198503109997",
        "former_name",
        "曾用名张小军，2003年9月1日变更为张建国",
        "姓名变更登记表〔锦江〕2003-0901",
        "2003-09-01",
    ),
    (
        "510104198503109997",
        "origin",
        "籍贯四川省乐山市，出生地四川省成都市锦江区",
        "常住人口登记表〔锦江〕1985-0310",
        "1985-03-28",
    ),
    (
        "510104196008179905",
        "cancellation",
        "陈桂英因死亡于2019年4月12日注销户口",
        "注销户口登记〔锦江〕2019-0412",
        "2019-04-12",
    ),
    (
        "500103199208259980",
        "origin",
        "籍贯重庆市江津区，出生地重庆市渝中区",
        "常住人口登记表〔渝中〕1992-0825",
        "1992-09-10",
    ),
    (
        "500103199208259980",
        "change",
        "2016年8月1日文化程度由高中变更为大学本科",
        "户口登记项目变更表〔渝中〕2016-0801",
        "2016-08-01",
    ),
    (
        "440106199611239974",
        "origin",
        "籍贯广东省梅州市，出生地广东省广州市天河区",
        "常住人口登记表〔天河〕1996-1123",
        "1996-12-09",
    ),
)

_POPULATION: Final = "INSERT INTO household_population (name, number, hukou_place, address) VALUES ($1, $2, $3, $4)"
_MEMBER: Final = """INSERT INTO household_member (name, number, hukou_place, address, booklet)
VALUES ($1, $2, $3, $4, $5)"""
_RELATION: Final = """INSERT INTO household_relation
(id, number, relative, relative_name, relation, same_booklet, source, recorded_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
_ENTRY: Final = """INSERT INTO household_entry (id, number, kind, fact, source, recorded_on)
VALUES ($1, $2, $3, $4, $5, $6)"""


def records(node: str) -> Iterator[Statement]:
    """The rows for the province `node` ("510000"): the whole population base, and the archive of its own 户籍地."""
    own = {number for _, number, place, _ in POPULATION if place[:2] == node[:2]}
    for person in POPULATION:
        yield _POPULATION, person
        if person[1] in own:
            yield _MEMBER, (*person, BOOKLETS.get(person[1], f"{person[2]}-{person[1][-4:]}"))
    for relation in RELATIONS:
        if relation[0] in own:
            yield _RELATION, (f"{relation[0]}:{relation[1]}", *relation)
    for entry in ENTRIES:
        if entry[0][:2] == node[:2]:
            yield _ENTRY, (f"{entry[0]}:{entry[1]}", *entry)
