"""The command line: what is to be compared, and for how long."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import gateways, growth, idle, needs, plot, report, steady
from .gateways import Ground
from .load import Client
from .measure import Meter
from .run import Run, upstream
from .works import PROXYING, REMEMBERING, THROUGH, VERDICTS, WORKS, series

BENCH = Path(__file__).resolve().parent.parent
TARGET = BENCH / "target"
TOKEN_DAYS = 20
"""Tokens live for thirty days; older ones than this are made anew."""


@dataclass
class Plan:
    """What a run does."""

    works: list
    gateways: list
    rounds: int
    seconds: int
    """Of a round; 0: as the work says."""
    warm_up: int
    """At most so many seconds a work, for what runs on the JVM."""
    deadline: float
    quick: bool
    long: bool


def main(arguments):
    options = _parser().parse_args(arguments)
    plan = _plan(options)
    if options.render:
        run, facts = report.from_json((Path(options.render) / "RESULTS.json").read_text(), plan)
        return _write(Path(options.render), run, facts)
    tools = needs.find(options.jar)
    missing = needs.missing(tools, plan.gateways, plan.works)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        missing.append("missing: a second core: gateway and load must not share one")
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 2
    load_core, core = cores[0], cores[-1]
    # the harness itself takes no time from the gateways
    os.sched_setaffinity(0, {load_core})
    _limit_open_files()
    tokens = make_tokens(tools, plan, cores)
    with tempfile.TemporaryDirectory(prefix="bench-") as work, \
            upstream(tools, load_core, Path(work), tokens) as port:
        ground = Ground(Path(work), tokens, tools, core, port)
        client = Client(tools, load_core, ground)
        run = Run(ground, client, Meter(client, core, load_core), plan, say)
        for name, why in needs.left_out(tools, plan.gateways):
            plan.gateways.remove(name)
            run.leave_out("all", name, why)
        begun = time.time()
        folder = Path(options.output or (TARGET / "quick" if plan.quick else BENCH))
        old = _earlier(folder, plan, report.facts(tools, plan, core, load_core, begun)) if options.again else None
        try:
            _do(run)
        except KeyboardInterrupt:
            print("stopped; what was measured until now is written", file=sys.stderr)
        facts = report.facts(tools, plan, core, load_core, begun)
    if old:
        run, facts = report.again(*old, run, facts)
    return _write(folder, run, facts)


def _earlier(folder, plan, facts):
    """The run that this one is to be put into, and its facts; ends where they can't be one page."""
    file = folder / "RESULTS.json"
    if not file.exists():
        raise SystemExit(f"bench/compare: there is no {file} to measure again")
    run, told = report.from_json(file.read_text(), plan)
    unlike = report.unlike(told, facts)
    if unlike:
        raise SystemExit(f"bench/compare: {file} is of another {unlike}; measure all of it")
    return run, told


def say(line):
    print(line, flush=True)


def _do(run):
    for group, compare in ((PROXYING, run.compare), (VERDICTS, run.compare), (THROUGH, run.side_by_side)):
        works = [work for work in group if work.name in run.plan.works]
        if works:
            compare(works)
    if "steady" in run.plan.works:
        steady.measure(run)
    for curve in growth.CURVES:
        if curve.name in run.plan.works:
            growth.measure(run, curve)
    if "idle" in run.plan.works:
        idle.measure(run)
    if run.plan.long:
        growth.soak(run)


def _write(folder, run, facts):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "RESULTS.json").write_text(report.as_json(run, facts))
    if not run.measured:
        print("nothing was measured", file=sys.stderr)
        return 1
    (folder / "results.svg").write_text(plot.svg(run))
    (folder / "RESULTS.md").write_text(report.markdown(run, facts))
    say(f"written: {folder}/RESULTS.md, RESULTS.json, results.svg")
    return 1 if run.void else 0


def make_tokens(tools, plan, cores):
    """The folder of tokens, with as many as this run needs; kept from run to run."""
    folder = TARGET / "tokens"
    made = folder / "jwks.json"
    if made.exists() and time.time() - (folder / "rs256.key").stat().st_mtime > TOKEN_DAYS * 86400:
        shutil.rmtree(folder)
    needed = series([work for work in WORKS if work.name in plan.works], plan)
    if "growth-tokens" in plan.works:
        needed["es256"] = max(needed["es256"], growth.most_tokens(plan))
    say(f"tokens: {', '.join(f'{name} {count}' for name, count in needed.items())} (kept in {folder})")
    wanted = [f"{name}={count}" for name, count in needed.items()]
    subprocess.run(
        ["taskset", "-c", ",".join(map(str, cores)), tools.java, BENCH / "Tokens.java", folder, *wanted], check=True)
    return folder


def _limit_open_files():
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _plan(options):
    names = [work.name for work in WORKS] + ["steady", "idle"] + [curve.name for curve in growth.CURVES]
    works = options.works.split(",") if options.works else [
        name for name in names if not (options.quick and name.startswith("growth"))]
    chosen = [*options.peers.split(","), *gateways.OURS] if options.peers else gateways.NAMES
    for word, known in [*((word, names) for word in works), *((word, gateways.NAMES) for word in chosen)]:
        if word not in known:
            raise SystemExit(f"bench/compare: '{word}' is none of {', '.join(known)}")
    quick = options.quick
    return Plan(
        works=works, gateways=[name for name in gateways.NAMES if name in chosen and name in _named_by(works)],
        rounds=options.rounds or (1 if quick else 5), seconds=1 if quick else 0, warm_up=3 if quick else 30,
        deadline=time.monotonic() + 60 * options.minutes, quick=quick, long=options.long)


def _named_by(works):
    """The gateways that these works load; what they don't need need not be there."""
    named = {"gatehouse", *(name for work in WORKS if work.name in works for name in work.gateways)}
    grown = {name for curve in growth.CURVES if curve.name in works for name in curve.peers}
    return named | grown | set(REMEMBERING if "steady" in works else ())


def _parser():
    parser = argparse.ArgumentParser(
        prog="bench/compare",
        description="Compares Gatehouse with other gateways: CPU per request on one core, side by side, in turn. "
                    "It writes RESULTS.md, RESULTS.json and results.svg, and installs nothing.")
    parser.add_argument("--quick", action="store_true", help="one short round each, no growth: to see that it works, not to measure")
    parser.add_argument("--works", metavar="A,B", help="only these: " + ", ".join(
        [work.name for work in WORKS] + ["steady", "idle"] + [curve.name for curve in growth.CURVES]))
    parser.add_argument("--peers", metavar="A,B", help="only these beside Gatehouse: " + ", ".join(
        name for name in gateways.NAMES if name not in gateways.OURS))
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of each work (default 5)")
    parser.add_argument("--minutes", type=float, default=90, metavar="N",
                        help="no round begins after this (default 90)")
    parser.add_argument("--long", action="store_true", help="a million tokens, and ten minutes of memory, too")
    parser.add_argument("--render", metavar="FOLDER", help="only write the page of FOLDER/RESULTS.json anew")
    parser.add_argument("--again", action="store_true",
                        help="put these works in place of those in the results there are, told as measured again")
    parser.add_argument("--jar", help="Gatehouse's jar (default: the newest in target)")
    parser.add_argument("--output", metavar="FOLDER", help="where results go (default: bench, of --quick bench/target/quick)")
    return parser
