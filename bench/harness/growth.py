"""What grows: routes, providers, distinct tokens, connections; CPU per request must not grow with it. And memory."""

import time
from dataclasses import dataclass, replace

from . import gateways
from .process import NotStarted
from .works import WORKS

REMEMBERED = next(work for work in WORKS if work.name == "rs256-remembered")
TOKENS = next(work for work in WORKS if work.name == "es256-remembered")
SOAK = 600
"""Seconds."""


@dataclass(frozen=True)
class Curve:
    """CPU per request of Gatehouse over the sizes of one thing."""

    name: str
    title: str
    sizes: tuple
    only_long: tuple = ()
    seconds: int = 3
    """Of a round."""
    peers: tuple = ()
    """Who is measured, too, at both ends, to tell what grows of itself from what grows anywhere."""


CURVES = [
    Curve("growth-routes", "Routes; the request's is the last", (10, 100, 1_000, 10_000)),
    Curve("growth-providers", "Providers of the policy; the token's is the last", (1, 10, 100, 500)),
    Curve("growth-tokens", "Distinct tokens, ES256, over and over", (100, 1_000, 10_000, 100_000), (1_000_000,)),
    # wrk opens them in each round: what that takes is not a request's
    Curve("growth-connections", "Client connections, in rounds of 15 s that begin with opening them", (32, 320, 1_000, 5_000), seconds=15,
          peers=("haproxy", "envoy-cache")),
]


def sizes(curve, plan):
    """The curve's sizes in this run."""
    if plan.quick:
        return (curve.sizes[0], curve.sizes[-2])
    return curve.sizes + (curve.only_long if plan.long else ())


def most_tokens(plan):
    """Distinct tokens that the curve of tokens needs."""
    return max(sizes(next(curve for curve in CURVES if curve.name == "growth-tokens"), plan))


def measure(run, curve):
    """All sizes side by side, in turn, as different gateways are elsewhere."""
    running = []
    try:
        wanted = sizes(curve, run.plan)
        for size in wanted:
            if curve.name in ("growth-routes", "growth-providers") or not running:
                running.append((size, _gateway(run, curve, size)))
            else:
                running.append((size, running[0][1]))
        for peer in _peers(run, curve):
            running += [(wanted[0], peer), (wanted[-1], peer)]
        for size, gateway in running:
            run.meter.warm_up(_work(curve, size), gateway, run.plan.warm_up if gateway.name in gateways.ON_THE_JVM else 1)
        for number in range(1, run.plan.rounds + 1):
            for size, gateway in running:
                work = _work(curve, size)
                run.measure(work, gateway, number, lambda w=work, g=gateway, n=number: run.meter.once(
                    w, g, n, run.plan.seconds or curve.seconds))
    except NotStarted as e:
        run.leave_out(curve.name, "gatehouse", str(e))
    finally:
        for gateway in {id(gateway): gateway for _, gateway in running}.values():
            gateway.program.stop()


def _peers(run, curve):
    for name in curve.peers:
        if name in run.plan.gateways:
            try:
                yield gateways.start(name, run.ground)
            except NotStarted as e:
                run.leave_out(curve.name, name, str(e))


def soak(run):
    """Ten minutes of load on one Gatehouse, memory told every ten seconds."""
    gateway = gateways.gatehouse(run.ground, run.ground.work / "soak")
    work = replace(REMEMBERED, name="soak")
    try:
        end, number = time.monotonic() + SOAK, 0
        run.plan.deadline = max(run.plan.deadline, end + 60)
        while time.monotonic() < end:
            number += 1
            run.measure(work, gateway, number, lambda n=number: run.meter.once(work, gateway, n, 10))
    finally:
        gateway.program.stop()


def _gateway(run, curve, size):
    folder = run.ground.work / f"{curve.name}-{size}"
    routes = size if curve.name == "growth-routes" else 2
    providers = size if curve.name == "growth-providers" else 1
    return gateways.gatehouse(run.ground, folder, routes=routes, providers=providers)


def _work(curve, size):
    name = f"{curve.name}:{size}"
    if curve.name == "growth-tokens":
        return replace(TOKENS, name=name, count=size)
    if curve.name == "growth-connections":
        return replace(REMEMBERED, name=name, connections=size)
    return replace(REMEMBERED, name=name, count=1_000)
