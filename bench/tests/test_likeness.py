"""That gateways which decide otherwise are not compared, and that recipes are measured as they are written."""

import http.server
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from harness import checks, gateways, needs, recipes  # noqa: E402
from harness.process import Together  # noqa: E402
from harness.works import THROUGH  # noqa: E402


class CheckTest(unittest.TestCase):
    def test_a_gateway_that_lets_everything_pass_is_refused(self):
        with self.assertRaisesRegex(checks.Unlike, "200 instead of 401"):
            self.check(checks.Role.GUARD, lambda path, token: (200, {}, f"authorization= user={self.subject(token)}\n"))

    def test_a_verifier_that_admits_everything_is_refused(self):
        with self.assertRaisesRegex(checks.Unlike, "200 instead of 401"):
            self.check(checks.Role.VERIFIER, lambda path, token: self.verdict(token))

    def test_a_verdict_must_tell_who_it_is_in_the_response(self):
        with self.assertRaisesRegex(checks.Unlike, "tells 'None' instead of 'user-rs256-0'"):
            self.check(checks.Role.VERIFIER, lambda path, token: (200, {"Authorization": ""}, ""))

    def test_a_verdict_must_have_the_token_taken_away(self):
        with self.assertRaisesRegex(checks.Unlike, "taken away"):
            self.check(checks.Role.VERIFIER, lambda path, token: (200, {"X-User-Id": self.subject(token)}, ""))

    def test_a_refusal_must_tell_no_identity(self):
        with self.assertRaisesRegex(checks.Unlike, "tells an identity"):
            self.check(checks.Role.VERIFIER, lambda path, token: (
                self.verdict(token) if self.good(token) else (401, {"X-User-Id": "x"}, "")))

    def test_a_verifier_is_asked_where_proxies_ask_it(self):
        asked = []
        self.check(checks.Role.VERIFIER, lambda path, token: asked.append(path) or (
            self.verdict(token) if self.good(token) else (401, {}, "")))
        self.assertEqual({"/verify/default/-/seen", "/verify/default/-/public/seen"}, set(asked))

    def test_a_proxy_that_does_not_ask_everywhere_is_refused(self):
        def answer(path, token):
            if path.startswith("/public/") or self.good(token):
                return 200, {}, f"authorization= user={self.subject(token)}\n"
            return 401, {}, ""

        with self.assertRaisesRegex(checks.Unlike, "200 instead of 401 on /public/seen"):
            self.check(checks.Role.ASKING, answer)
        self.check(checks.Role.GUARD, answer)

    @staticmethod
    def good(token):
        return token in ("rs256", "es256")

    @staticmethod
    def subject(token):
        return f"user-{token}-0"

    @staticmethod
    def verdict(token):
        return 200, {"X-User-Id": f"user-{token}-0", "Authorization": ""}, ""

    def check(self, role, answer):
        """Checks a gateway that answers so: (path, token) to (status, headers, body)."""
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                token = (self.headers["Authorization"] or "").removeprefix("Bearer ")
                status, headers, body = answer(self.path, token)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        folder = tempfile.TemporaryDirectory()
        try:
            for name in ("rs256", "es256", *checks.REFUSED):
                (Path(folder.name) / f"{name}.txt").write_text(f"{name}\n")
            gateway = SimpleNamespace(name="it", port=server.server_address[1], role=role)
            checks.check(gateway, SimpleNamespace(tokens=Path(folder.name)))
        finally:
            server.shutdown()
            server.server_close()
            folder.cleanup()


class RecipesTest(unittest.TestCase):
    def test_each_recipe_is_put_in_place_whole(self):
        for proxy in recipes.PROXIES:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                recipes.put(proxy, folder, 1, 2, 3)
                main = recipes.command(proxy, needs.Tools())[-1].removeprefix("--configFile=")
                text = "".join(file.read_text() for file in folder.iterdir() if file.suffix != ".md")
                for port in ("8000", "4180", "9000"):
                    self.assertNotIn(f"127.0.0.1:{port}", text, proxy)
                    self.assertNotIn(f"port_value: {port}", text, proxy)
                if proxy not in ("envoy", "caddy"):
                    self.assertTrue((folder / main).is_file(), main)

    def test_a_recipe_that_has_changed_is_not_measured_as_if_it_had_not(self):
        changed = {"nginx.conf": (("no such line", ""),)}
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(recipes, "MEASURED_ALIKE", changed):
            with self.assertRaisesRegex(LookupError, "no such line"):
                recipes.put("nginx", Path(folder), 1, 2, 3)

    def test_gatehouse_reads_the_request_where_the_recipe_tells_it(self):
        told = {proxy: recipes.request_of(proxy) for proxy in recipes.PROXIES}
        self.assertEqual(("x-original", "request-line", "x-forwarded"), (told["nginx"], told["envoy"], told["traefik"]))

    def test_every_proxy_is_measured_alone_and_asking(self):
        alone, asking = THROUGH
        self.assertEqual([f"{name}+verifier" for name in alone.gateways], list(asking.gateways))
        self.assertLessEqual({*alone.gateways, *asking.gateways}, set(gateways.NAMES))

    def test_two_programs_count_as_one(self):
        one = SimpleNamespace(cpu_seconds=lambda: 2.0, rss_bytes=lambda: 30)
        other = SimpleNamespace(cpu_seconds=lambda: 0.5, rss_bytes=lambda: 4)
        both = Together(one, other)
        self.assertEqual((2.5, 34), (both.cpu_seconds(), both.rss_bytes()))


if __name__ == "__main__":
    unittest.main()
