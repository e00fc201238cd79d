"""Waiting times at a rate that all could double: quiet, and for Gatehouse while keys rotate, hang, files change, and tokens are forged."""

import contextlib
import http.server
import threading
from dataclasses import replace

from . import gateways
from .load import Void
from .process import ask
from .works import REMEMBERING, WORKS

REFERENCE = next(work for work in WORKS if work.name == "rs256-remembered")
STEADY = replace(REFERENCE, name="steady", title="p99 at half of Envoy's best rate", seconds=8)
FORGED = replace(next(work for work in WORKS if work.name == "refused-tampered"), connections=16)
DISTURBANCE = 2
"""Seconds between two of them; one is a rotation, or a changed file."""


def measure(run):
    """Adds the works steady, steady-rotation, steady-hang, steady-reload, steady-forged."""
    names = [name for name in REMEMBERING if name in run.plan.gateways]
    seconds = run.plan.seconds and 3 or STEADY.seconds
    with Issuer(run.ground.tokens) as issuer, run.running([name for name in names if name != "gatehouse"]) as running:
        ours = gateways.gatehouse(
            run.ground, run.ground.work / "steady",
            keys=f"url: http://127.0.0.1:{issuer.port}/jwks.json, cacheDuration: 10s, refreshCooldown: 1s, timeout: 2s")
        try:
            running["gatehouse"] = ours
            for gateway in running.values():
                run.meter.warm_up(REFERENCE, gateway, run.plan.warm_up if gateway is ours else 1)
            rate = _half_of_envoys_best(run, running)
            if rate:
                _warm_up(run, running, issuer, rate, seconds)
            for number in range(1, run.plan.rounds + 1 if rate else 1):
                _round(run, running, issuer, number, rate, seconds)
        finally:
            ours.program.stop()


def _half_of_envoys_best(run, running):
    if "envoy-cache" not in running:
        run.leave_out("steady", "all", "the rate is half of what Envoy can, and Envoy is not there")
        return None
    envoy = running["envoy-cache"]
    try:
        rate = max(run.meter.once(REFERENCE, envoy, 0, 2).rate for _ in range(3)) / 2
    except Void as e:
        run.leave_out("steady", "all", f"Envoy's rate is unknown: {e}")
        return None
    run.say(f"steady: {rate:.0f} requests a second, half of Envoy's best")
    run.steady_rate = rate
    return rate


def _warm_up(run, running, issuer, rate, seconds):
    """One round that isn't measured: at such a rate and while disturbed, other code is in use than at full speed.

    What is void in it is told: it has the first rotation, the first issuer that hangs, the first changed file.
    """
    kept, run.measured = run.measured, []
    try:
        _round(run, running, issuer, 0, rate, seconds)
    finally:
        run.measured = kept


def _round(run, running, issuer, number, rate, seconds):
    for name, gateway in running.items():
        # the stock gateway's best may be below this rate
        if name != "stock":
            _once(run, STEADY, gateway, number, rate, seconds)
    ours = running["gatehouse"]
    disturbances = {
        "steady-rotation": lambda: _rotating(ours, issuer, run.ground.tokens),
        "steady-hang": issuer.hanging,
        "steady-reload": lambda: _reloading(ours),
        "steady-forged": lambda: _forging(run, ours, seconds),
    }
    for name, disturbance in disturbances.items():
        with disturbance():
            _once(run, replace(STEADY, name=name), ours, number, rate, seconds)


def _once(run, work, gateway, number, rate, seconds):
    run.measure(work, gateway, number, lambda: run.meter.around(
        work.name, gateway, number, lambda: run.client.at_rate(work, gateway, rate, seconds)))


@contextlib.contextmanager
def _every(action):
    """Does it again and again beside what is measured."""
    over = threading.Event()

    def repeat():
        while not over.wait(DISTURBANCE):
            action()

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _rotating(gateway, issuer, tokens):
    lines = (tokens / "rotations" / "tokens.txt").read_text().split()

    def rotate():
        # a token under the key that is new in this set forces the gateway to fetch it
        token = lines[issuer.rotate()]
        ask(gateway.port, "/a", {"Authorization": f"Bearer {token}"})

    return _every(rotate)


@contextlib.contextmanager
def _forging(run, gateway, seconds):
    """Forged tokens, each of which has to be verified, as fast as sixteen connections can."""
    def forge():
        # what is void here shows in what is measured
        with contextlib.suppress(Void):
            run.client.send(FORGED, gateway, seconds)

    thread = threading.Thread(target=forge, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _reloading(gateway):
    original = gateway.file.read_text()

    def change():
        text = gateway.file.read_text()
        marked = "id: public," in text
        gateway.file.write_text(text.replace("id: public,", "id: open,") if marked else original)

    return _every(change)


class Issuer:
    """Serves the set of keys, rotates it, and hangs when told to."""

    def __init__(self, tokens):
        self._sets = [(tokens / "jwks.json").read_bytes()]
        rotations = tokens / "rotations"
        self._sets += [(rotations / f"{i}.json").read_bytes() for i in range(len(list(rotations.glob("*.json"))))]
        self._current = 0
        self._hang = threading.Event()
        self._go_on = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def rotate(self):
        """Puts the next set in force; tells which rotation it is."""
        self._current = self._current % (len(self._sets) - 1) + 1
        return self._current - 1

    @contextlib.contextmanager
    def hanging(self):
        """Takes connections, and answers none."""
        self._go_on.clear()
        self._hang.set()
        try:
            yield
        finally:
            self._hang.clear()
            self._go_on.set()

    def _handler(self):
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if issuer._hang.is_set():
                    issuer._go_on.wait(60)
                    return
                body = issuer._sets[issuer._current]
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
