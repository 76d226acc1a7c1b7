"""Rebuilds core/src/tongban/routing/data/divisions.csv from the two published tables named in its README.

python scripts/build_divisions.py --china-division PACKAGE/dist --stdnum SITE_PACKAGES/stdnum/cn/loc.dat
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).parents[1] / "core/src/tongban/routing/data/divisions.csv"

GROUPING_NAMES = {"市辖区", "县", "市", "省直辖县级行政单位", "自治区直辖县级行政单位", "省直辖行政单位"}
SIMPLIFIED = str.maketrans("達嶺區門別", "达岭区门别")


class Row(NamedTuple):
    """One line of the table."""

    code: str
    name: str
    since: str
    until: str
    grouping: str


# Rows that neither table states, or states wrongly; each with its reason.
CORRECTIONS = [
    # Named in the table of 2023-06-30 but absent from the historical one: 杭州 was rearranged in April 2021.
    Row("330113", "临平区", "2021", "", ""),
    Row("330114", "钱塘区", "2021", "", ""),
    # 嘉峪关 has no county level; township tables of the statistics office hang below this code.
    Row("620201", "市辖区", "", "", "1"),
    # The historical table gives no last year: 神农架 became 429021 in 1994, 随州 became 421300 in 2000.
    Row("422900", "林区", "", "1994", "1"),
    Row("422921", "神农架林区", "", "1994", ""),
    Row("429001", "随州市", "1994", "2000", ""),
]


def is_grouping(code: str, name: str) -> bool:
    """Says whether a row only groups its children; 濮阳 had a real district called 市区 (410902)."""
    return name in GROUPING_NAMES or (name == "市区" and code.endswith("20"))


def historical_rows(path: Path) -> list[Row]:
    """Reads the historical table, whose names carry their years as "[1983-1990]东城区,[1991-]…"."""
    rows, province = [], ""
    for line in path.read_text("utf-8").splitlines():
        if heading := re.match(r'^(\d\d) province="(.*)"', line):
            province = heading[1]
        elif entry := re.match(r'^\s+(\d{4}) county="(.*)"', line):
            rows += [period(province + entry[1], part) for part in entry[2].split(",")]
    return rows


def period(code: str, text: str) -> Row:
    """Turns one dated name of a code into a row."""
    matched = re.fullmatch(r"(?:\[(\d{4})?-(\d{4})?\])?(.*)", text)
    if matched is None:
        raise SystemExit(f"{code}: cannot read {text!r}")
    since, until, name = matched[1] or "", matched[2] or "", matched[3].translate(SIMPLIFIED)
    if until and since > until:  # "[1983-1982]": an older name of a code whose own first year is given as 1983
        since = ""
    return Row(code, name, since, until, "1" if is_grouping(code, name) else "")


def current_names(folder: Path) -> dict[str, str]:
    """Reads the present names of provinces, cities and counties as the statistics office states them."""
    names: dict[str, str] = {}
    for level in ("provinces", "cities", "areas"):
        with (folder / f"{level}.csv").open(encoding="utf-8") as lines:
            names |= {row["code"].ljust(6, "0"): row["name"] for row in csv.DictReader(lines)}
    return names


def merged(historical: list[Row], current: dict[str, str]) -> list[Row]:
    """Joins the tables: the historical one leads, the current one must agree with it on every living name."""
    corrected = {row.code for row in CORRECTIONS}
    rows = [row for row in historical if row.code not in corrected] + CORRECTIONS
    living = {row.code: row for row in rows if not row.until}
    for code, name in sorted(current.items()):
        if code in living and not living[code].grouping and living[code].name != name:
            raise SystemExit(f"{code}: {living[code].name} / {name}: decide which is right and add a correction")
        if code not in {row.code for row in rows}:
            print("left out, not a division of GB/T 2260:", code, name)
    return sorted(rows)


def main() -> None:
    """Writes the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--china-division", type=Path, required=True)
    arguments.add_argument("--stdnum", type=Path, required=True)
    options = arguments.parse_args()
    rows = merged(historical_rows(options.stdnum), current_names(options.china_division))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(rows)
    print(f"{len(rows)} rows written to {TARGET}")


if __name__ == "__main__":
    main()
