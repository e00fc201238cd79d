"""What is asked of the gateways."""

from dataclasses import dataclass

from .checks import VERDICT
from .gateways import ASKING, REMEMBERED
from .recipes import PROXIES as ASKED

GUARDS = ("haproxy", "envoy", "stock", "gatehouse")
REMEMBERING = ("haproxy", "envoy-cache", "stock", "gatehouse")
COLD = ("haproxy", "envoy", "stock", "gatehouse", "gatehouse-0b")
PROXIES = ("nginx", "haproxy", "envoy", "gatehouse")
JUDGES = ("haproxy", "gatehouse-verifier")

MOST_NEW = 28_000
"""New tokens a second at most, of a gateway that remembers them and proxies."""


@dataclass(frozen=True)
class Work:
    """Requests of one kind, as many as a gateway can answer."""

    name: str
    title: str
    gateways: tuple
    path: str = "/a"
    method: str = "GET"
    status: int = 200
    body: int = 0
    """Octets that the client sends."""
    tokens: str = ""
    """The series of tokens; none where empty."""
    once: bool = False
    """Whether each token is sent once, so that no gateway has seen it before."""
    count: int = REMEMBERED
    """Distinct tokens that are sent over and over, unless once."""
    exact: bool = True
    """Whether the status of each response is compared, rather than whether it is below 400."""
    h2: bool = False
    most_new: int = MOST_NEW
    seconds: int = 4
    warm_up: int = 20
    """At most so many seconds, for what runs on the JVM."""
    connections: int = 32


PROXYING = [
    Work("public", "Public route", ("nginx", "haproxy", "envoy", "stock", "gatehouse"), path="/public/a"),
    Work("rs256-remembered", "RS256, 20,000 tokens over and over", REMEMBERING, tokens="rs256"),
    Work("es256-remembered", "ES256, 20,000 tokens over and over", REMEMBERING, tokens="es256"),
    Work("rs256-cold", "RS256, every token new", COLD, tokens="rs256", once=True, seconds=3, warm_up=6),
    Work("es256-cold", "ES256, every token new", COLD, tokens="es256", once=True, seconds=3, warm_up=6),
    Work("refused-tampered", "Refused: tampered", GUARDS, status=401, tokens="tampered", count=2000),
    Work("refused-expired", "Refused: expired, 2,000 tokens over and over", GUARDS, status=401, tokens="expired", count=2000),
    Work("refused-missing", "Refused: no token", GUARDS, status=401),
    Work("body-100k", "100 kB from the upstream", PROXIES, path="/public/size/100k", exact=False, seconds=3),
    Work("body-1m", "1 MB from the upstream", PROXIES, path="/public/size/1m", exact=False, seconds=3),
    Work("upload-1m", "1 MB to the upstream", PROXIES, path="/public/sink", method="POST", body=1_000_000, seconds=3),
    Work("http2-public", "HTTP/2 clients, public route", PROXIES, path="/public/a", h2=True, seconds=3),
    Work("http2-remembered", "HTTP/2 clients, one RS256 token", ("haproxy", "envoy-cache", "gatehouse"),
         tokens="rs256", count=1, h2=True, seconds=3),
]
VERDICTS = [
    # HAProxy proxies what it judges, so the path means nothing to it
    Work("verdict-remembered", "A verdict: RS256, 20,000 tokens over and over", JUDGES, path=f"{VERDICT}/a", tokens="rs256",
         seconds=3),
    Work("verdict-cold", "A verdict: RS256, every token new", JUDGES, path=f"{VERDICT}/a", tokens="rs256", once=True,
         most_new=3 * MOST_NEW // 2, seconds=2, warm_up=3),
    Work("verdict-refused", "A verdict: tampered", JUDGES, path=f"{VERDICT}/a", status=401, tokens="tampered", count=2000,
         seconds=2, warm_up=10),
]
THROUGH = [
    Work("through-alone", "Through a proxy that asks nobody", ASKED, path="/public/a", seconds=3),
    Work("through-verifier", "Through a proxy that asks Gatehouse, RS256, 20,000 tokens over and over", ASKING, tokens="rs256",
         seconds=3),
]
WORKS = [*PROXYING, *VERDICTS, *THROUGH]
SIZES = {"100k": 100_000, "1m": 1_000_000}


def series(works, plan):
    """How many tokens of each series these works need, by series."""
    needed = {"rs256": REMEMBERED, "es256": REMEMBERED}
    for work in works:
        if work.once:
            seconds = plan.rounds * (plan.seconds or work.seconds) + min(plan.warm_up, work.warm_up)
            needed[work.tokens] = max(needed[work.tokens], work.most_new * seconds)
    return needed
