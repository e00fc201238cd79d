"""The load: wrk for HTTP/1.1, h2load for HTTP/2 and for a fixed rate; both give a `Sent`."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .checks import sample
from .gateways import REMEMBERS
from .stats import percentile

IN_MEMORY = 50_000
"""Tokens that wrk keeps; it reads more of them from their file as it goes."""
SCRIPT = Path(__file__).resolve().parent.parent / "lua" / "load.lua"


class Void(Exception):
    """A round that doesn't count, and why."""


@dataclass(frozen=True)
class Sent:
    """What was answered, as expected; microseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float


class Client:
    """Sends from one core; remembers which tokens each gateway has had."""

    def __init__(self, tools, core, ground):
        self._tools = tools
        self._pin = [tools.taskset, "-c", str(core)]
        self._ground = ground
        self._spent = {}
        self._lines = {}

    def send(self, work, gateway, seconds):
        """Loads the gateway for so long. Raises Void unless every answer was the expected one."""
        return self._h2load(work, gateway, seconds) if work.h2 else self._wrk(work, gateway, seconds)

    def _wrk(self, work, gateway, seconds):
        feed = feed_of(work, gateway.name)
        # each run goes on where the last one ended: else no token but the first ones would ever be sent
        series = (gateway.program, work.tokens, 0 if work.once else work.count)
        skip = self._spent.get(series, 0)
        if feed != "once":
            skip %= self._available(work)
        file = self._ground.tokens / f"{work.tokens}.txt"
        command = [
            *self._pin, self._tools.wrk, "-t1", f"-c{work.connections}", f"-d{seconds}s",
            "--timeout", "10s", "-s", SCRIPT, f"http://127.0.0.1:{gateway.port}{work.path}", "--", work.method, work.path,
            work.status, work.body, feed, "exact" if work.exact else "coarse", file, skip, self._available(work)]
        result = wrk_result(_run(command, seconds))
        # what was sent when the time was over has been seen by the gateway, too
        self._spent[series] = skip + result["requests"] + 2 * work.connections
        return sent_by_wrk(result, work)

    def _h2load(self, work, gateway, seconds):
        return self._logged(work, gateway.h2, seconds, "-m10")

    def _available(self, work):
        """How many tokens there are for a work."""
        if not work.once:
            return work.count
        if work.tokens not in self._lines:
            with (self._ground.tokens / f"{work.tokens}.txt").open() as lines:
                self._lines[work.tokens] = sum(1 for _ in lines)
        return self._lines[work.tokens]

    def at_rate(self, work, gateway, rate, seconds):
        """Sends at a constant rate. Raises Void where the gateway does not keep up with it, too."""
        sent = self._logged(work, gateway.port, seconds, "--h1", f"--rps={rate / work.connections:.3f}")
        if sent.requests < 0.95 * rate * seconds:
            raise Void(f"{sent.requests / seconds:.0f} requests a second instead of {rate:.0f}")
        return sent

    def _logged(self, work, port, seconds, *options):
        log = self._ground.work / "h2load.log"
        log.unlink(missing_ok=True)
        token = ["-H", f"authorization: Bearer {sample(self._ground, work.tokens)}"] if work.tokens else []
        command = [
            *self._pin, self._tools.h2load, "-t1", f"-c{work.connections}", f"-D{seconds}", f"--log-file={log}", *options,
            *token, f"http://127.0.0.1:{port}{work.path}"]
        _run(command, seconds)
        return sent_by_h2load(log.read_text().splitlines(), work.status, seconds)


def _run(command, seconds):
    try:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds + 60)
    except subprocess.TimeoutExpired as e:
        raise Void("the load generator did not end") from e
    if done.returncode != 0:
        raise Void(f"{Path(command[3]).name} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def feed_of(work, gateway):
    """How tokens are fed: to a gateway that remembers none, the same may be sent again when all have been sent."""
    if not work.tokens:
        return "none"
    if work.once:
        return "once" if gateway in REMEMBERS else "again"
    return "cycle" if work.count <= IN_MEMORY else "again"


def wrk_result(printed):
    """The line that load.lua prints last."""
    for line in printed.splitlines():
        if line.startswith("RESULT "):
            return json.loads(line[len("RESULT "):])
    raise Void("wrk told no result")


def sent_by_wrk(result, work):
    """Raises Void unless all went as expected."""
    if result["exhausted"]:
        raise Void("there were not enough new tokens")
    if result["wrong"]:
        raise Void(f"{result['wrong']} responses were not {work.status}, the last one {result['seen']}")
    if not work.exact and result["from400"]:
        raise Void(f"{result['from400']} responses had a status from 400 on")
    if result["failed"] or not result["requests"]:
        raise Void(f"{result['failed']} requests failed, {result['requests']} were answered")
    return Sent(result["requests"], result["micros"] / 1e6, result["p50"], result["p99"])


def sent_by_h2load(lines, status, seconds):
    """Reads h2load's log: when a request began, its status, its microseconds. Raises Void unless all went as expected."""
    entries = [tuple(map(int, line.split("\t")[:3])) for line in lines]
    wrong = [got for _, got, _ in entries if got != status]
    if wrong or not entries:
        raise Void(f"{len(wrong)} of {len(entries)} responses were not {status}" + (f" but {wrong[-1]}" if wrong else ""))
    times = [time for _, _, time in entries]
    return Sent(len(entries), seconds, percentile(times, 0.5), percentile(times, 0.99))
