"""Makes CALLS.csv and STAFF.csv out of a month of the Technion 'Anonymous Bank' calls, for days that are asked.

python -m voordeur.twin.engine.tests.bank BANK.csv 1999-01-01 1999-01-21 OUT_PREFIX [--arrival vru|queue]

CALLS: who wanted an agent: outcome AGENT, or HANG after waiting (queue_s > 0); PHANTOM and who left in the menu are
left out. arrival = the moment of joining the queue (arrival in the menu + menu time, not below 0), or of entering the
menu.
STAFF: per quarter-hour the most services at once, of all AGENT calls with a service start and a service above 0 s
(also those without an agent code). Quarters without service get 0 agents.
"""

import argparse
import csv
from datetime import date, datetime, timedelta
from pathlib import Path

QUARTER = 900


def seconds(clock: str) -> int:
    hour, minute, second = clock.split(":")
    return int(hour) * 3600 + int(minute) * 60 + int(second)


def convert(source: Path, first: date, last: date, arrival: str) -> tuple[list[list[str]], list[list[str]]]:
    calls, services = [], []
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        day = date.fromisoformat(row["date"])
        if not first <= day <= last:
            continue
        midnight = (day - first).days * 86400
        waited, answered = int(row["queue_s"]), row["outcome"] == "AGENT"
        if not answered and not (row["outcome"] == "HANG" and waited > 0):
            continue
        joins = midnight + seconds(row["arrival"]) + (max(0, int(row["ivr_s"])) if arrival == "queue" else 0)
        calls.append((joins, row["service_s"] if answered else "", str(waited)))
        if answered and row["service_start"] and int(row["service_s"]) > 0:
            begin = midnight + seconds(row["service_start"])
            services.append((begin, begin + int(row["service_s"])))
    moments = sorted([(begin, 1) for begin, _ in services] + [(end, -1) for _, end in services])
    quarters = [0] * (((last - first).days + 1) * 86400 // QUARTER)
    busy = at = 0
    for quarter in range(len(quarters)):
        most = busy
        while at < len(moments) and moments[at][0] < (quarter + 1) * QUARTER:
            busy += moments[at][1]
            most = max(most, busy)
            at += 1
        quarters[quarter] = most
    zero = datetime.combine(first, datetime.min.time())

    def clock(second: int) -> str:
        return (zero + timedelta(seconds=second)).isoformat(sep="T")

    calls.sort(key=lambda call: call[0])
    return (
        [[clock(joins), talk, waited] for joins, talk, waited in calls],
        [[clock(q * QUARTER), clock((q + 1) * QUARTER), str(most)] for q, most in enumerate(quarters)],
    )


def as_text(header: str, rows: list[list[str]]) -> str:
    return "\n".join([header, *(",".join(row) for row in rows)]) + "\n"


def texts(source: Path, first: date, last: date, arrival: str = "queue") -> tuple[str, str]:
    """CALLS.csv and STAFF.csv of these days."""
    calls, staff = convert(source, first, last, arrival)
    return as_text("arrival,service_seconds,waited_seconds", calls), as_text("from,to,agents", staff)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("first", type=date.fromisoformat)
    parser.add_argument("last", type=date.fromisoformat)
    parser.add_argument("prefix")
    parser.add_argument("--arrival", choices=["vru", "queue"], default="queue")
    asked = parser.parse_args()
    for name, text in zip(("CALLS", "STAFF"), texts(asked.source, asked.first, asked.last, asked.arrival), strict=True):
        Path(f"{asked.prefix}{name}.csv").write_text(text, encoding="utf-8")
