"""The same queue in SimPy and in Ciw, for tests and `bench/twin_queue.py`. Neither is needed by the product."""

from typing import Any

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.calls import Calls
from voordeur.twin.engine.kernel.outcomes import ABANDONED, ANSWERED, Outcomes


def in_simpy(calls: Calls, agents: int) -> tuple[Outcomes, Floats]:
    """Outcome and wait of each call, (n,): the same arrivals, talks and patience, so the same answers to rounding."""
    import simpy

    n = calls.arrives.size
    outcome, waits = np.zeros(n, dtype=np.int8), np.zeros(n)
    patience = calls.patience[:, 0, 0].tolist()
    arrives, handling = calls.arrives.tolist(), calls.handling.tolist()
    world = simpy.Environment()
    desk = simpy.Resource(world, capacity=agents)
    waits_for_ever = bool(np.isinf(calls.patience).all())

    def call(i: int) -> Any:
        came = world.now
        with desk.request() as turn:
            if waits_for_ever:
                yield turn
            else:
                yield turn | world.timeout(patience[i])
            waits[i] = world.now - came
            if turn.triggered:
                outcome[i] = ANSWERED
                yield world.timeout(handling[i])
            else:
                outcome[i] = ABANDONED

    def source() -> Any:
        for i in range(n):
            yield world.timeout(arrives[i] - world.now)
            world.process(call(i))

    world.process(source())
    world.run()
    return outcome, waits


def in_ciw(
    *, agents: int, per_second: float, talk_seconds: float, patience_seconds: float | None, calls: int, seed: int
) -> tuple[Outcomes, Floats]:
    """Outcome and wait of the first so many calls to end, with chances of Ciw's own."""
    import ciw

    patience = [ciw.dists.Exponential(1.0 / patience_seconds)] if patience_seconds else [None]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(per_second)],
        service_distributions=[ciw.dists.Exponential(1.0 / talk_seconds)],
        reneging_time_distributions=patience,
        number_of_servers=[agents],
    )
    ciw.seed(seed)
    world = ciw.Simulation(network)
    world.simulate_until_max_time(calls / per_second)
    records = sorted(world.get_all_records(), key=lambda record: record.arrival_date)
    answered = np.array([record.record_type == "service" for record in records])
    waits = np.array([record.waiting_time for record in records], dtype=np.float64)
    return np.where(answered, ANSWERED, ABANDONED).astype(np.int8), waits
