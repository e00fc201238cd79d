"""One gateway under one work: CPU per request, rate, percentiles, memory."""

import time
from dataclasses import asdict, dataclass

from .load import Void
from .proc import CoreClock


MOST_STEPS = 60
MOST_UNSEEN = 100_000
"""Tokens that a warm-up sends at most for their own sake."""


@dataclass(frozen=True)
class Measured:
    """One round. CPU and percentiles in microseconds, memory in octets, shares 0 to 1."""

    work: str
    gateway: str
    round: int
    cpu: float
    rate: float
    p50: float
    p99: float
    rss: int
    busy: float
    """Of the gateway's core."""
    load_busy: float
    foreign: float
    """Of the gateway's core, by other programs."""
    stolen: float
    """Of the gateway's core, by the hypervisor."""

    def as_json(self):
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


class Meter:
    """Measures on the two cores."""

    def __init__(self, client, gateway_core, load_core):
        self._client = client
        self._cores = (gateway_core, load_core)

    def once(self, work, gateway, number, seconds):
        """Loads and measures; raises Void where an answer was unexpected."""
        return self.around(work.name, gateway, number, lambda: self._client.send(work, gateway, seconds))

    def around(self, name, gateway, number, send):
        """Measures what `send` does to the gateway."""
        ours, theirs = (CoreClock(core) for core in self._cores)
        before = gateway.program.cpu_seconds()
        begun = time.monotonic()
        sent = send()
        used = gateway.program.cpu_seconds() - before
        elapsed = time.monotonic() - begun
        (busy, stolen), (load_busy, _) = ours.shares(), theirs.shares()
        return Measured(
            name, gateway.name, number, cpu=used * 1e6 / sent.requests, rate=sent.requests / sent.seconds, p50=sent.p50,
            p99=sent.p99, rss=gateway.program.rss_bytes(), busy=busy, load_busy=load_busy,
            foreign=max(0.0, busy - used / elapsed), stolen=stolen)

    def warm_up(self, work, gateway, steps):
        """Loads second by second until CPU per request settles, at most so many times.

        It has settled when four in a row lie within 4 %, and every token that is sent over and over has been sent.
        What is void here is void in the rounds, too.
        """
        costs, sent = [], 0
        unseen = 0 if work.once or not work.tokens else min(work.count, MOST_UNSEEN)
        while len(costs) < steps or (sent < unseen and len(costs) < MOST_STEPS):
            try:
                measured = self.once(work, gateway, 0, 1)
            except Void:
                return
            costs.append(measured.cpu)
            sent += measured.rate
            last = costs[-4:]
            if sent >= unseen and len(last) == 4 and max(last) < 1.04 * min(last):
                return
