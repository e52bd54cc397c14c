"""The telephone of the twin beside Erlang C and Erlang A: thirty cases, as the test of engine/tests/test_queue.py.

    python bench/twin_formulas.py

Talks of 180 s and patience of 240 s on average, both exponential. Every case is lived by the queue (`engine/queue.py`)
and by the telephone of the simulated year (`engine/kernel/phone.py`), who answer the same callers at the same moments.
"""

import numpy as np

from voordeur.staffing.engine.erlang import Load, judge
from voordeur.twin.engine.tests.test_queue import CASES, TALK_SECONDS, measured

if __name__ == "__main__":
    print("| Formula | Agents | Load per agent | Left, %: exact | simulated | Mean wait, s: exact | simulated ", end="")
    print("| Within 20 s, %: exact | simulated | Furthest off, % |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    most_off, outside = 0.0, 0
    for agents, busy, patience, thousands in CASES:
        exact = judge(Load(3600.0 * busy * agents / TALK_SECONDS, TALK_SECONDS, patience), agents, 20.0)
        mean, half = measured(agents, busy, patience, thousands)
        truth = np.array([exact.abandonment, exact.mean_wait_seconds, exact.service_level])
        outside += np.count_nonzero(np.abs(mean - truth) > half + 1e-12)
        off = 100 * max(abs(mean[k] / truth[k] - 1) for k in range(3) if truth[k])  # nobody leaves with Erlang C
        most_off = max(most_off, off)
        cells = " | ".join(
            f"{one * by:.2f} | {other * by:.2f}" for one, other, by in zip(truth, mean, (100, 1, 100), strict=True)
        )
        print(f"| {'C' if patience is None else 'A'} | {agents} | {busy:.2f} | {cells} | {off:.2f} |", flush=True)
    print(
        f"\nFurthest from a formula: {most_off:.2f}%. Outside the 99% interval: {outside} of {3 * len(CASES)} figures."
    )
