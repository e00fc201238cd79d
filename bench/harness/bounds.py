"""What must hold: one number for each line, and whether it does."""

from dataclasses import dataclass

from .stats import Spread, ratios


@dataclass(frozen=True)
class Bound:
    """At most so many times another's CPU per request, round by round."""

    work: str
    other: str
    most: float
    ours: str = "gatehouse"

    def judge(self, table):
        """(title, limit, measured, whether it holds), or None where it was not measured."""
        ours, theirs = table.get((self.work, self.ours)), table.get((self.work, self.other))
        if not ours or not theirs or not ours.keys() & theirs.keys():
            return None
        spread = ratios(ours, theirs)
        return f"{self.work}: CPU to {self.other}", f"<= {self.most}", spread.text(2), spread.median <= self.most


HEIMDALL = 236 / 67
"""CPU of a decision of heimdall's, to that of HAProxy with jwt_verify: microseconds of one run in which both were there.

Ours may cost a quarter of heimdall's. It isn't here, HAProxy is, so the bound is put in terms of HAProxy's.
"""
RATIOS = [
    Bound("rs256-remembered", "envoy-cache", 0.75),
    Bound("rs256-remembered", "haproxy", 1.0),
    Bound("es256-remembered", "envoy-cache", 0.7),
    Bound("es256-remembered", "haproxy", 0.6),
    Bound("rs256-cold", "envoy", 0.95),
    Bound("es256-cold", "envoy", 0.8),
    Bound("public", "envoy", 0.75),
    Bound("refused-tampered", "envoy", 1.0),
    Bound("refused-expired", "envoy", 1.0),
    Bound("refused-missing", "envoy", 1.0),
    Bound("public", "stock", 0.25),
    Bound("rs256-remembered", "stock", 0.25),
    Bound("es256-remembered", "stock", 0.25),
    Bound("rs256-cold", "stock", 0.25),
    Bound("es256-cold", "stock", 0.25),
    Bound("verdict-remembered", "haproxy", round(HEIMDALL / 4, 2), ours="gatehouse-verifier"),
]
MOST_RSS = 300e6
GROWTH = {"growth-routes": 0.15, "growth-providers": 0.15, "growth-connections": 0.30}
DISTURBED = ("steady-rotation", "steady-hang", "steady-reload")


def judged(run):
    """All bounds of what was measured."""
    cpu, p99, rss = run.by_round("cpu"), run.by_round("p99"), run.by_round("rss")
    lines = [bound.judge(cpu) for bound in RATIOS]
    lines.append(_ratio("steady: p99 to Envoy's", p99, ("steady", "gatehouse"), ("steady", "envoy-cache"), 1.0))
    lines += [_ratio(f"{name}: p99 to its quiet one", p99, (name, "gatehouse"), ("steady", "gatehouse"), 2.0)
              for name in DISTURBED]
    lines += [_growth(name, most, cpu) for name, most in GROWTH.items()]
    lines += [_tokens(cpu), *_memory(rss), *_idle(rss), _soak(run)]
    return [line for line in lines if line]


def _ratio(title, table, ours, theirs, most):
    if not (table.get(ours) and table.get(theirs) and table[ours].keys() & table[theirs].keys()):
        return None
    spread = ratios(table[ours], table[theirs])
    return title, f"<= {most}", spread.text(2), spread.median <= most


def points(name, table, of="gatehouse"):
    """A gateway's points of a growth curve: [(size, {round: value})], the smallest first."""
    found = [(int(work.rpartition(":")[2]), rounds) for (work, gateway), rounds in table.items()
             if work.startswith(name + ":") and gateway == of]
    return sorted(found, key=lambda point: point[0])


def _growth(name, most, table):
    curve = points(name, table)
    if len(curve) < 2 or not curve[0][1].keys() & curve[-1][1].keys():
        return None
    spreads = [ratios(rounds, curve[0][1]) for _, rounds in curve[1:]]
    worst = max(spreads, key=lambda spread: spread.median)
    title = f"{name}: CPU of the worst up to {curve[-1][0]:,} to that at {curve[0][0]:,}"
    return title, f"<= {1 + most:.2f}", worst.text(2), worst.median <= 1 + most


def _tokens(table):
    curve, cold = points("growth-tokens", table), table.get(("es256-cold", "gatehouse"))
    if not curve or not cold:
        return None
    worst = max((Spread(rounds.values()) for _, rounds in curve), key=lambda spread: spread.median)
    limit = Spread(cold.values()).median
    return "growth-tokens: CPU of the worst, us", f"<= {limit:.0f} (es256-cold)", worst.text(), worst.median <= limit


def _memory(table):
    """By the median, as all bounds are, and by the highest of any round, which may be a moment's."""
    grown = {True: {}, False: {}}
    for (work, gateway), rounds in table.items():
        growing = work.startswith("growth-")
        if gateway == "gatehouse" and (":" not in work or growing):
            grown[growing][work] = Spread(value / 1e6 for value in rounds.values())
    lines = []
    for growing, works in grown.items():
        if works:
            kind = "growth-*: " if growing else ""
            name, worst = max(works.items(), key=lambda each: each[1].median)
            lines.append(_rss(f"{kind}RSS of the worst, MB ({name})", worst.text(), worst.median))
            name, highest = max(works.items(), key=lambda each: each[1].high)
            lines.append(_rss(f"{kind}RSS, the highest of any round, MB ({name})", f"{highest.high:.0f}", highest.high))
    return lines


def _rss(title, told, megabytes):
    return title, f"<= {MOST_RSS / 1e6:.0f}", told, megabytes <= MOST_RSS / 1e6


def _idle(table):
    return [(f"{work}: RSS with all connections open, MB", f"<= {MOST_RSS / 1e6:.0f}", f"{most / 1e6:.0f}", most <= MOST_RSS)
            for (work, _), rounds in table.items() if work.startswith("idle:") for most in [max(rounds.values())]]


def _soak(run):
    seen = [measured.rss for measured in run.measured if measured.work == "soak"]
    if len(seen) < 4:
        return None
    # the first quarter is warming up; noise of a few per cent is the allocator's
    begin, end = max(seen[:len(seen) // 4]), max(seen[-len(seen) // 4:])
    return "soak: RSS of the last quarter to the first", "<= 1.05", f"{end / begin:.2f}", end <= 1.05 * begin
