"""VROOM: skills, several windows and breaks are its own; the price is travel alone, left-out jobs come before it. No
seed, and its limit is the wall clock: a run that got less of the processor than asked is repeated with a longer one."""

from datetime import timedelta
from typing import Any

import vroom
from public import Orders

from peers.common import Asked, Found, Watch, scaled
from voordeur.planning.engine.problem import Job

ATTEMPTS = 4


def solve(asked: Asked, seconds: float, seed: int) -> Found:
    """Search at its deepest level, on one thread. The seed only shuffled the jobs."""
    limit = seconds
    for _ in range(ATTEMPTS):
        given = _input(asked)
        watch = Watch()
        solution = given.solve(exploration_level=5, nb_threads=1, timeout=timedelta(seconds=limit))
        cpu, wall = watch.cpu, watch.wall
        was_cut = wall >= 0.95 * limit
        if not was_cut or cpu >= 0.95 * seconds:
            break
        limit *= min(4.0, 1.05 * seconds / max(cpu, 0.01))
    note = "" if was_cut else "ended by itself"
    return Found([(cpu, _orders(asked, solution))], cpu, wall, note)


def _input(asked: Asked) -> vroom.Input:
    given = vroom.Input()
    given.set_durations_matrix("car", asked.ways.astype("uint32"))
    code = {need: n for n, need in enumerate(asked.trades)}
    for n, (who, _, shift) in enumerate(asked.shifts):
        skills = {code[trade, level] for trade, level in asked.trades if who.skills.get(trade, 0) >= level}
        given.add_vehicle(
            vroom.Vehicle(
                n + 1,
                start=asked.place[shift.start_place],
                end=asked.place[shift.end_place],
                skills=skills,
                time_window=_span(shift.from_minute, shift.to_minute + shift.overtime_minutes),
                breaks=[
                    vroom.Break(k + 1, [_span(one.from_minute, one.to_minute - one.minutes)], scaled(one.minutes))
                    for k, one in enumerate(shift.breaks)
                ],
            )
        )
    for n, job in enumerate(asked.jobs):
        if job.people > 1 or job.after:
            raise ValueError("VROOM knows no pairs and no order")
        given.add_job(
            vroom.Job(
                n + 1,
                asked.place[job.place],
                default_service=scaled(job.service_minutes),
                skills={code[need] for need in job.skills.items()},
                priority=100 if job.is_hard else 50,
                time_windows=_windows(job),
            )
        )
    return given


def _windows(job: Job) -> list[vroom.TimeWindow]:
    return [_span(one.from_minute, one.to_minute) for one in job.windows]


def _span(begin: float, end: float) -> vroom.TimeWindow:
    return vroom.TimeWindow(scaled(begin), scaled(end))


def _orders(asked: Asked, solution: Any) -> Orders:
    found: dict[tuple[str, int], list[str]] = {}
    steps = solution.routes
    for vehicle, kind, number in zip(steps["vehicle_id"], steps["type"], steps["id"], strict=True):
        if kind == "job":
            who, shift, _ = asked.shifts[int(vehicle) - 1]
            found.setdefault((who.id, shift), []).append(asked.jobs[int(number) - 1].id)
    return {key: tuple(jobs) for key, jobs in found.items()}
