"""How long a simulated year takes, and how that grows with the homes; and a whole study of three policies.

    python bench/twin.py                          1,000 to 100,000 homes, and twenty years of three policies at 50,000
    python bench/twin.py --homes 10000 --no-study

Processor seconds of one year of one policy, after compiling; the best of three. Prints Markdown.
"""

import argparse
import os
import resource
import sys
import time
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "voordeur.config.settings")

from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kernel import sums
from voordeur.twin.engine.kernel.year import live
from voordeur.twin.engine.questions import beside
from voordeur.twin.engine.questions.variants import Size
from voordeur.twin.engine.sizing import staff_for
from voordeur.twin.engine.study import ask
from voordeur.twin.engine.world import RUN_UP_DAYS, YEAR_DAYS, Setting, build

TRIES = 3
DAYS = RUN_UP_DAYS + YEAR_DAYS


def a_year(policy_name: str, homes: int) -> dict[str, float]:
    """Processor seconds to build and to live through a year, and what happened in it."""
    register, policy = registers.load(), presets.load(policy_name)
    setting = Setting(homes, date(2027, 1, 1), 1)
    staff = staff_for(policy, setting, register)
    best = {"build": float("inf"), "live": float("inf")}
    for _ in range(TRIES):
        began = time.process_time()
        parts = build(policy, setting, staff, register)
        built = time.process_time()
        live(parts, 0, DAYS)
        best["build"] = min(best["build"], built - began)
        best["live"] = min(best["live"], time.process_time() - built)
    counted = parts.tally.sums
    return {
        **best,
        "contacts": float(counted[sums.CONTACTS]),
        "repairs": float(counted[sums.REPORTED]),
        "visits": float(counted[sums.OWN_VISITS]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--homes", type=int, nargs="+", default=[1_000, 10_000, 50_000, 100_000])
    parser.add_argument("--policies", nargs="+", default=presets.names())
    parser.add_argument("--study-homes", type=int, default=50_000)
    parser.add_argument("--no-study", action="store_true")
    options = parser.parse_args()
    print("| policy | homes | contacts | repairs | own visits | build s | live s | ms per 1,000 homes |")
    print("|---|---|---|---|---|---|---|---|")
    for name in options.policies:
        for homes in options.homes:
            one = a_year(name, homes)
            each = 1000 * (one["build"] + one["live"]) / (homes / 1000)
            print(
                f"| {name} | {homes:,} | {one['contacts']:,.0f} | {one['repairs']:,.0f} | {one['visits']:,.0f} "
                f"| {one['build']:.2f} | {one['live']:.2f} | {each:.1f} |",
                flush=True,
            )
    if options.no_study:
        return
    size = Size(Setting(options.study_homes, date(2027, 1, 1), 1), years=1, replications=20)
    began = time.perf_counter()
    ask(beside.compare([presets.load(name) for name in options.policies], 20), size, registers.load())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = max(used.ru_maxrss, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
    print(
        f"\n{len(options.policies)} policies of {options.study_homes:,} homes, 20 years each: "
        f"{time.perf_counter() - began:.0f} s on {len(os.sched_getaffinity(0))} processors, "
        f"the largest process {most:.0f} MB."
    )


if __name__ == "__main__":
    sys.exit(main())
