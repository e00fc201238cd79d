"""A run: the upstream and the gateways up, checked, warmed up, measured in turn, and all down again."""

import contextlib
import shutil
import time
from collections import defaultdict

from . import checks, gateways
from .load import Void
from .process import NotStarted, Program, fill, free_port
from .works import SIZES


class Run:
    """Everything that a run measures, and what it leaves out and why."""

    def __init__(self, ground, client, meter, plan, say):
        self.ground = ground
        self.client = client
        self.meter = meter
        self.plan = plan
        self.say = say
        self.measured = []
        self.void = []
        self.left_out = []
        self.steady_rate = 0

    def compare(self, works):
        """Every work on every gateway that it names, interleaved, so that a slow minute hits all of them."""
        with self.running(self._named_by(works)) as running:
            for work in works:
                self._in_turn(self._ready([work], running))

    def side_by_side(self, works):
        """As compare, and the works are interleaved, too: what is told of them is their difference."""
        with self.running(self._named_by(works)) as running:
            self._in_turn(self._ready(works, running))

    def _named_by(self, works):
        return [name for name in self.plan.gateways if any(name in work.gateways for work in works)]

    def _ready(self, works, running):
        pairs = [(work, running[name]) for work in works for name in work.gateways if name in running]
        return [(work, gateway) for work, gateway in pairs if self._answers(work, gateway)]

    def _in_turn(self, pairs):
        for work, gateway in pairs:
            self.meter.warm_up(work, gateway, self._steps(work, gateway))
        for number in range(1, self.plan.rounds + 1):
            for work, gateway in pairs:
                self.measure(work, gateway, number, lambda w=work, g=gateway, n=number: self.meter.once(
                    w, g, n, self.plan.seconds or w.seconds))

    @contextlib.contextmanager
    def running(self, names):
        """These gateways, started and checked, by name; one that doesn't start or differs is left out."""
        running = {}
        try:
            for name in names:
                try:
                    running[name] = gateways.start(name, self.ground)
                    checks.check(running[name], self.ground)
                except (NotStarted, checks.Unlike) as e:
                    self.leave_out("all", name, str(e))
                    if name in running:
                        running.pop(name).program.stop()
            yield running
        finally:
            for gateway in running.values():
                gateway.program.stop()

    def measure(self, work, gateway, number, once):
        """One round: measured, void, or not begun as the time is over."""
        if time.monotonic() > self.plan.deadline:
            self.leave_out(work.name, gateway.name, f"round {number}: the time of this run was over")
            return None
        try:
            measured = once()
        except Void as e:
            self.void.append({"work": work.name, "gateway": gateway.name, "round": number, "why": str(e)})
            self.say(f"{work.name:18} {gateway.name:18} {number}  void: {e}")
            return None
        self.measured.append(measured)
        self.say(f"{work.name:18} {gateway.name:18} {number}  {measured.cpu:7.1f} us  {measured.rate:8.0f}/s  "
                 f"p99 {measured.p99 / 1000:7.2f} ms  {measured.rss / 1e6:5.0f} MB")
        return measured

    def leave_out(self, work, gateway, why):
        self.left_out.append({"work": work, "gateway": gateway, "why": why})
        self.say(f"{work:18} {gateway:18} left out: {why}")

    def by_round(self, value="cpu"):
        """{(work, gateway): {round: value}}"""
        table = defaultdict(dict)
        for measured in self.measured:
            table[(measured.work, measured.gateway)][measured.round] = getattr(measured, value)
        return dict(table)

    def _answers(self, work, gateway):
        if not work.h2:
            return True
        try:
            self.meter.once(work, gateway, 0, 1)
            return True
        except Void as e:
            self.leave_out(work.name, gateway.name, f"no HTTP/2 without TLS: {e}")
            return False

    def _steps(self, work, gateway):
        return min(self.plan.warm_up, work.warm_up) if gateway.name in gateways.ON_THE_JVM else 1


@contextlib.contextmanager
def upstream(tools, core, work, tokens):
    """The upstream's port, while it runs."""
    folder = work / "upstream"
    sizes = folder / "size"
    sizes.mkdir(parents=True, exist_ok=True)
    for name, octets in SIZES.items():
        (sizes / name).write_bytes(b"x" * octets)
    shutil.copy(tokens / "jwks.json", folder)
    # nginx's worker is another user where this runs as root
    work.chmod(0o755)
    port = free_port()
    file = folder / "nginx.conf"
    file.write_text(fill("nginx-upstream.conf", {"folder": folder, "port": port}))
    program = Program("upstream", [tools.nginx, "-e", "stderr", "-p", folder, "-c", file], core, folder)
    try:
        program.await_answer(port, "/a")
        yield port
    finally:
        program.stop()
