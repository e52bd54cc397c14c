"""Events per second of the queue of the twin beside SimPy and Ciw, in the same run on the same machine.

M/M/30 at 90% load, without and with patience (rate 0.5 of the talk's), two events a call, as in the trials. CPU time,
one thread, the best of three runs of each; compiled before the clock starts.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from voordeur.twin.engine.calls import Calls, Desk, calls_of
from voordeur.twin.engine.kernel.queue import serve
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.tests.peers import in_ciw, in_simpy

AGENTS, TALK, LOAD, PATIENCE = 30, 1.0, 27.0, 2.0
RUNS = 3


def made(n: int, *, patient: bool) -> Calls:
    chance = np.random.default_rng(1)
    patience = None if patient else chance.exponential(PATIENCE, n)
    return calls_of(np.cumsum(chance.exponential(1 / LOAD, n)), chance.exponential(TALK, n), patience)


def best(ask: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.process_time()
        ask()
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=2_000_000)
    parser.add_argument("--peer-calls", type=int, default=100_000)
    asked = parser.parse_args()
    desk = Desk(np.zeros(1), np.array([AGENTS]))
    print("| queue | engine | events/s | ratio to SimPy |\n|---|---|--:|--:|")
    for patient in (True, False):
        run(made(1000, patient=patient), desk)
        ours, few = made(asked.calls, patient=patient), made(asked.peer_calls, patient=patient)
        fields = (ours.arrives, ours.handling, ours.patience, ours.sizes, ours.redial_after, desk.starts, desk.agents)
        ciw_patience = None if patient else PATIENCE
        rates = {
            "SimPy": 2 * asked.peer_calls / best(lambda few=few: in_simpy(few, AGENTS), RUNS),
            "Ciw": 2
            * asked.peer_calls
            / best(
                lambda to=ciw_patience: in_ciw(
                    agents=AGENTS,
                    per_second=LOAD,
                    talk_seconds=TALK,
                    patience_seconds=to,
                    calls=asked.peer_calls,
                    seed=1,
                ),
                RUNS,
            ),
            "the twin: queue": 2 * asked.calls / best(lambda fields=fields: serve(*fields), RUNS),
            "the twin: queue, and every law checked": 2 * asked.calls / best(lambda ours=ours: run(ours, desk), RUNS),
        }
        name = "M/M/30" if patient else "M/M/30 + M"
        for engine, rate in rates.items():
            print(f"| {name} | {engine} | {rate:,.0f} | {rate / rates['SimPy']:.2f} |")
