"""RESULTS.md and RESULTS.json: all that was measured, how, on what, and what was left out."""

import json
import platform
import subprocess
import time

from . import bounds, gateways, growth, idle, recipes, steady
from .gateways import TITLES
from .measure import Measured
from .needs import ROOT
from .proc import cpu_model
from .run import Run
from .stats import Spread, differences, ratios
from .works import WORKS

QUIET = 0.05
"""What others may take of the gateway's core."""

METHOD = """\
CPU is user and system time of the gateway's processes, from /proc, divided by the requests answered: microseconds of one
core for one request. Every gateway has core {core} for itself, one gateway is loaded at a time; the load generator and the
upstream (nginx, one worker) share core {load_core}. Rounds are interleaved: each gateway once, then each again, {rounds} times.
Before, each is warmed up until CPU per request settles. Every cell is the median of the rounds, with the range in brackets;
ratios are taken within a round. One response with another status than the expected one voids the round. `core` is how
busy the gateway's core was, `load` how busy the other one: where `load` is near 100 % and `core` is not, rate and
percentiles are the load generator's, and CPU per request still is the gateway's. p50 and p99 at full load are those of 32
connections that never pause; what a client feels is under *Waiting times*.

All check the signature, `exp`, `iss` and `aud`, take the token out of the request and send `sub` as `X-User-Id` (the stock
gateway can't without code, so it doesn't), and keep connections to the upstream alive. No access log anywhere. HAProxy
remembers no token, and the stock gateway neither; Envoy does with `jwt_cache_config`, Gatehouse by default. That a token has
expired, Gatehouse verifies once and remembers for a minute; the first time it costs what a tampered one does. The settings are
in [config](config), the stock gateway in [stock](stock).

A *verdict* is what Gatehouse answers another proxy. It proxies nothing, HAProxy in the same works does. The bound is a quarter
of what heimdall's decision costs; heimdall isn't measured here, but was once in one run with HAProxy's `jwt_verify`, {heimdall:.1f}
times as much CPU, and so the bound is told as a share of HAProxy's.

*Through a proxy* is the proxy with the files of its recipe in [docs/recipes](../docs/recipes), and Gatehouse beside it on
the same core; CPU is that of both. From nginx's file the access log is taken, and connections to the upstream are
kept, as in its plain proxy. The difference to the proxy alone has in it that the request carries a token, and the answer to
the question besides what Gatehouse takes for it."""


def facts(tools, plan, core, load_core, begun):
    """What has to be known of the machine and the programs."""
    present = [name for name in plan.gateways if name not in ("envoy-cache", "gatehouse-0b", "gatehouse-verifier", *gateways.ASKING)]
    return {
        "begun": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(begun)),
        "minutes": round((time.time() - begun) / 60, 1),
        "cpu": cpu_model(),
        "kernel": platform.release(),
        "core": core,
        "load_core": load_core,
        "rounds": plan.rounds,
        "heimdall": bounds.HEIMDALL,
        "commit": _told("git", "-C", ROOT, "describe", "--always", "--dirty"),
        "java": _told(tools.java, "-version").splitlines()[-1].strip(),
        "versions": {name: gateways.version(name, tools) for name in present},
        "wrk": _told(tools.wrk, "-v").splitlines()[0].split(" Copyright")[0],
        "flags": [line for line in tools.options.read_text().splitlines() if line and not line.startswith("#")],
    }


def _told(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return (done.stdout + done.stderr).strip() or "unknown"


def as_json(run, facts_):
    """Every round, for other programs."""
    whole = {"facts": facts_, "rounds": [measured.as_json() for measured in run.measured], "void": run.void,
             "left_out": run.left_out, "steady_rate": run.steady_rate}
    return json.dumps(whole, indent=1) + "\n"


def from_json(text, plan):
    """The run and the facts that as_json wrote."""
    whole = json.loads(text)
    run = Run(None, None, None, plan, print)
    run.measured = [Measured(**each) for each in whole["rounds"]]
    run.void, run.left_out, run.steady_rate = whole["void"], whole["left_out"], whole["steady_rate"]
    return run, whole["facts"]


def again(old, old_facts, run, facts_):
    """Puts what a run measured into an older one, in place of what that had of the same works; returns the whole and its facts."""
    new = [*(measured.work for measured in run.measured), *(each["work"] for each in run.void)]
    # what was not begun stays as it was
    works = [name for name in [*run.plan.works, "soak"] if any(_is_of(work, [name]) for work in new)]
    old.measured = [measured for measured in old.measured if not _is_of(measured.work, works)] + run.measured
    old.void = [each for each in old.void if not _is_of(each["work"], works)] + run.void
    old.left_out = [each for each in old.left_out if not _is_of(each["work"], works)] + [
        each for each in run.left_out if _is_of(each["work"], works)]
    old.steady_rate = run.steady_rate or old.steady_rate
    earlier = [each for each in old_facts.get("again", []) if not set(each["works"]) <= set(works)]
    mine = {name: facts_[name] for name in ("begun", "minutes", "commit")}
    return old, {**old_facts, "again": [*earlier, {**mine, "works": works}]}


def _is_of(work, works):
    return work in works or work.rpartition(":")[0] in works or ("steady" in works and work.startswith("steady-"))


def unlike(old_facts, facts_):
    """Why two runs can't be one page; empty where they can."""
    names = [name for name in ("cpu", "kernel", "java", "wrk", "flags") if old_facts[name] != facts_[name]]
    both = old_facts["versions"].keys() & facts_["versions"].keys()
    return ", ".join(names + sorted(name for name in both if old_facts["versions"][name] != facts_["versions"][name]))


def markdown(run, facts_):
    """The page."""
    parts = [
        "# Results\n\nWritten by `bench/compare`; nothing here is by hand.\n",
        "![CPU per request](results.svg)\n", _facts(facts_), _noise(run), _bounds(run), "## CPU per request\n"]
    parts += [_work(run, work) for work in WORKS]
    parts += [_added(run), _steady(run), _growth(run), _idle(run), _memory(run), "## How it was measured\n\n" + METHOD.format(**facts_) + "\n", _void(run)]
    return "\n".join(part for part in parts if part)


def _facts(facts_):
    versions = ", ".join(f"{TITLES[name]} {version}" for name, version in facts_["versions"].items())
    return "\n".join([
        f"{facts_['begun']}, {facts_['minutes']} minutes, commit {facts_['commit']}. {facts_['cpu']}, Linux "
        f"{facts_['kernel']}; {facts_['java']}; {facts_['wrk']}.", "", *_again(facts_), f"{versions}.", "",
        f"Gatehouse's flags, [jvm.options](../jvm.options): `{' '.join(facts_['flags'])}`", ""])


def _again(facts_):
    lines = [f"Measured again: {', '.join(f'`{name}`' for name in each['works'])} ({each['begun']}, {each['minutes']} minutes, "
             f"commit {each['commit']})." for each in facts_.get("again", [])]
    return [*lines, ""] if lines else []


def _noise(run):
    loud = [measured for measured in run.measured if measured.foreign + measured.stolen > QUIET]
    if not loud:
        return ""
    return (f"**The machine was not quiet**: in {len(loud)} of {len(run.measured)} rounds others took more than "
            f"{QUIET * 100:.0f} % of the gateway's core. Don't trust these numbers.\n")


def _bounds(run):
    judged = bounds.judged(run)
    if not judged:
        return ""
    lines = [f"| {title} | {limit} | {measured} | {'yes' if holds else '**no**'} |" for title, limit, measured, holds in judged]
    return _table("## What must hold", ["", "bound", "median [range]", "holds"], lines)


def _table(title, heads, lines):
    rule = "|" + "---|" * len(heads)
    return "\n".join([f"{title}\n", "| " + " | ".join(heads) + " |", rule, *lines, ""])


def _work(run, work):
    cpu = run.by_round("cpu")
    present = [name for name in work.gateways if (work.name, name) in cpu]
    if not present:
        return ""
    lines = [_line(run, cpu, work.name, name, present) for name in present]
    heads = ["", "CPU us", "requests/s", "p50 ms", "p99 ms", "RSS MB", "to Envoy", "to HAProxy", "core", "load"]
    return _table(f"### {work.title} (`{work.name}`)", heads, lines)


def _line(run, cpu, work, name, present):
    envoy = "envoy-cache" if "envoy-cache" in present else "envoy"
    own = cpu[(work, name)]
    return "| " + " | ".join([
        TITLES[name], Spread(own.values()).text(0 if min(own.values()) >= 100 else 1), _median(run, work, name, "rate"),
        _median(run, work, name, "p50", 1e3, 2), _median(run, work, name, "p99", 1e3, 2), _median(run, work, name, "rss", 1e6),
        _ratio(own, cpu.get((work, envoy))), _ratio(own, cpu.get((work, "haproxy"))),
        _median(run, work, name, "busy", 0.01) + " %", _median(run, work, name, "load_busy", 0.01) + " %"]) + " |"


def _median(run, work, name, value, unit=1, digits=0):
    return f"{Spread(run.by_round(value)[(work, name)].values()).median / unit:.{digits}f}"


def _ratio(ours, theirs):
    return ratios(ours, theirs).text(2) if theirs and ours.keys() & theirs.keys() else ""


def _added(run):
    cpu = run.by_round("cpu")
    lines = []
    for proxy in recipes.PROXIES:
        alone, asking = cpu.get(("through-alone", proxy)), cpu.get(("through-verifier", f"{proxy}+verifier"))
        if alone and asking and alone.keys() & asking.keys():
            spreads = (Spread(alone.values()), Spread(asking.values()), differences(asking, alone))
            lines.append("| " + " | ".join([TITLES[proxy].split(" (")[0], *(spread.text(1) for spread in spreads)]) + " |")
    if not lines:
        return ""
    title = "## What the verifier adds\n\nCPU of a request, microseconds."
    return _table(title, ["", "alone", "with Gatehouse", "difference"], lines)


def _steady(run):
    p99 = run.by_round("p99")
    lines = []
    for (work, name), rounds in p99.items():
        if work.startswith("steady"):
            quiet = _ratio(rounds, p99.get(("steady", name))) if work != "steady" else ""
            lines.append(
                f"| {TITLES[name]} | {DISTURBED[work]} | {_median(run, work, name, 'p50', 1e3, 2)} | "
                f"{Spread(value / 1e3 for value in rounds.values()).text(2)} | {quiet} |")
    if not lines:
        return ""
    intro = (f"## Waiting times\n\n{run.steady_rate:.0f} requests a second, half of what Envoy can, over {steady.STEADY.connections} "
             f"connections, one RS256 token; every {steady.DISTURBANCE} s something happens.")
    return _table(intro, ["", "meanwhile", "p50 ms", "p99 ms", "p99 to quiet"], lines)


DISTURBED = {
    "steady": "nothing",
    "steady-rotation": "the issuer's keys rotate, and a token under the new key comes",
    "steady-hang": "the issuer takes connections and answers none",
    "steady-reload": "the configuration changes",
    "steady-forged": "sixteen connections send forged tokens as fast as they are refused",
}


def _growth(run):
    cpu = run.by_round("cpu")
    parts = []
    for curve in growth.CURVES:
        lines = []
        for name in ("gatehouse", *curve.peers):
            points = bounds.points(curve.name, cpu, name)
            lines += [f"| {'' if name == 'gatehouse' else TITLES[name] + ', '}{size:,} | {Spread(rounds.values()).text(1)} | "
                      f"{_ratio(rounds, points[0][1])} | {_median(run, f'{curve.name}:{size}', name, 'rss', 1e6)} |"
                      for size, rounds in points]
        if lines:
            parts.append(_table(f"### {curve.title} (`{curve.name}`)", ["", "CPU us", "to the smallest", "RSS MB"], lines))
    return "\n".join(["## Growth of Gatehouse\n", *parts]) if parts else ""


def _idle(run):
    opened = run.by_round("cpu")
    lines = [f"| {title} | {_median(run, work, 'gatehouse', 'rss', 1e6)} | {Spread(opened[(work, 'gatehouse')].values()).text(0)} | "
             f"{_median(run, work, 'gatehouse', 'p50', 1e3, 2)} | {_median(run, work, 'gatehouse', 'p99', 1e3, 2)} |"
             for kind, title in idle.KINDS.items() if ((work := f"idle:{kind}"), "gatehouse") in opened]
    if not lines:
        return ""
    intro = (f"## Idle connections\n\n{idle.count(run.plan):,} connections, opened one after the other on a Gatehouse that has just started, "
             "each with one request to the public route, none closed; the memory is that after they have been idle for "
             f"{idle.RESTING} s. The CPU is that of opening one and of its request.")
    return _table(intro, ["", "RSS MB", "CPU us", "p50 ms", "p99 ms"], lines)


def _memory(run):
    rounds = run.by_round("rss").get(("soak", "gatehouse"))
    if not rounds:
        return ""
    lines = [f"| {number * 10 // 60} | {rounds[number] / 1e6:.0f} |" for number in sorted(rounds) if number % 6 == 0]
    return _table("## Memory under load", ["minute", "RSS MB"], lines)


def _void(run):
    stolen = [measured.stolen for measured in run.measured]
    foreign = [measured.foreign for measured in run.measured]
    lines = [f"Of a round's time on the gateway's core, other programs took {Spread(foreign).median * 100:.1f} % in the median "
             f"and {max(foreign) * 100:.1f} % at most, the hypervisor {Spread(stolen).median * 100:.1f} % and "
             f"{max(stolen) * 100:.1f} %.", ""]
    lines += [f"- void: {each['work']}, {each['gateway']}, round {each['round']}: {each['why']}" for each in run.void]
    lines += [f"- left out: {each['work']}, {each['gateway']}: {each['why'].splitlines()[0]}" for each in run.left_out]
    return "\n".join(lines) + "\n"
