"""The story of 1994 in docs/guides: simulates, then writes story.md, the tables of twin.md and all pictures.

python bench/story/tell.py                 everything at 10,000 homes x 20 years (about a quarter of an hour)
python bench/story/tell.py --again         only the texts and pictures, from the figures that were kept
python bench/story/tell.py --pictures      only the pictures
"""

import argparse
import re
from pathlib import Path
from typing import Any

import asking
import pictures
from steps import FIRST, LAST, LESS
from telling import SHOWN, claim, draws, filled, groups, levels, moved, parameters, rows_of, table, turns

HERE = Path(__file__).parent
GUIDES = HERE.parents[1] / "docs" / "guides"
COLUMNS = (
    "cost_per_home_cents", "fte", "work_minutes_per_craftsman_day", "jobs_per_craftsman_day", "repair_lead_days",
    "mark_repairs", "mark_contact",
)  # fmt: skip
NAMES = {"start": FIRST, "rest": LAST, "all": LESS}
CLAIMED = (
    ("It costs more", "cost_per_home_cents", True),
    ("It takes more people", "fte", True),
    ("A craftsman gets less done on a day", "work_minutes_per_craftsman_day", False),
    ("The same, counted in jobs", "jobs_per_craftsman_day", False),
    ("Tenants give a higher mark for repairs", "mark_repairs", True),
    ("Tenants give a higher mark for contact", "mark_contact", True),
)


def makers(figures: dict[str, Any]) -> dict[str, Any]:
    """What may stand between [[ and ]] in the text."""
    by_code = {one["code"]: one["moved"] for part in ("steps", "notches", "further") for one in figures[part]}
    by_code["whole"] = figures["whole"]
    return {
        "moves": lambda step, code: moved(by_code[step][code], SHOWN[code]),
        "by": lambda step, code: SHOWN[code].difference(by_code[step][code]),
        "mean": lambda step, code: SHOWN[code].difference(by_code[step][code]).partition(" ")[0],
        "level": lambda name, code: SHOWN[code].level(figures["levels"][name][code]),
        "rows": lambda part: rows_of(figures[part], COLUMNS),
        "groups": lambda key: groups(figures, key),
        "parameters": lambda code, many="5": parameters(figures, code, int(many)),
        "draws": lambda code: draws(figures, code),
        "turns": lambda code: turns(figures, code),
        "levels": lambda: levels(figures, NAMES, [(f"{LAST} to {LESS}", _of(figures, "notches", "all"))]),
        "claims": lambda: claims(figures),
        "window": lambda: window(figures),
        "size": lambda key="homes": f"{figures[key]:,}",
        "doubt_size": lambda key: f"{figures['doubt'][key]:,}",
        "many": lambda what: str(
            len(figures["doubt"]["parameters"] if what == "parameters" else figures["doubt"]["draws"]["fte"])
        ),
    }


def _of(figures: dict[str, Any], part: str, code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one["moved"] for one in figures[part] if one["code"] == code)
    return found


def claims(figures: dict[str, Any]) -> str:
    """The story's claims beside what the model finds, and beside how much of it hangs on a single estimate."""
    return table(
        [
            "the story says",
            "the model, from 1994 to klantgericht",
            "does it agree",
            "draws that say so",
            "turned around by",
        ],
        [
            [
                words,
                f"{SHOWN[code].words}: {SHOWN[code].difference(figures['whole'][code])}",
                claim(figures["whole"][code], is_rise=is_rise),
                draws(figures, code),
                turns(figures, code),
            ]
            for words, code, is_rise in CLAIMED
        ],
    )


def window(figures: dict[str, Any]) -> str:
    """The dial of the window: its levels with intervals, and the differences with the first."""
    codes = (
        "cost_per_home_cents", "travel_minutes_per_job", "jobs_per_craftsman_day", "fte_craft", "windows_kept_share",
        "no_access_share", "mark_repairs",
    )  # fmt: skip
    rows = []
    for hours in asking.HOURS:
        level = figures["levels"][f"window_{hours}"]
        rows.append([f"{hours} hours", *(SHOWN[code].level(level[code]) for code in codes)])
    return table(["window", *(SHOWN[code].words for code in codes)], rows)


def in_blocks(text: str, what: dict[str, Any]) -> str:
    """A text whose blocks `<!-- made: ... -->` to `<!-- end -->` are made anew."""

    def made(block: re.Match[str]) -> str:
        return f"{block.group(1)}\n{filled(f'[[{block.group(2)}]]', what)}\n{block.group(3)}"

    return re.sub(r"(<!-- made: ([\w ]+) -->)\n(?:[^<]*\n)?(<!-- end -->)", made, text, flags=re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--homes", type=int, default=10_000)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--doubt-homes", type=int, default=2_500, help="for each turn of a parameter")
    parser.add_argument("--doubt-replications", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int)
    parser.add_argument("--only", choices=["story", "doubt"], help="simulate only this part; the other is kept")
    parser.add_argument("--again", action="store_true", help="simulate nothing")
    parser.add_argument("--pictures", action="store_true", help="only pictures")
    chosen = parser.parse_args()
    if not (chosen.again or chosen.pictures):
        scale = asking.Scale(
            chosen.homes, chosen.replications, chosen.doubt_homes, chosen.doubt_replications, chosen.seed,
            chosen.processes,
        )  # fmt: skip
        if chosen.only != "doubt":
            asking.keep(asking.found(scale))
        if chosen.only != "story":
            asking.keep({"doubt": asking.doubt(scale)})
    figures = asking.kept()
    guide = GUIDES / "twin.md"
    if not chosen.pictures:
        what = makers(figures)
        (GUIDES / "story.md").write_text(filled((HERE / "story.md").read_text("utf-8"), what), encoding="utf-8")
        guide.write_text(in_blocks(guide.read_text("utf-8"), what), encoding="utf-8")
    pictures.draw(figures, guide.read_text("utf-8"), GUIDES / "pictures")


if __name__ == "__main__":
    main()
