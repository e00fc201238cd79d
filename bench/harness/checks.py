"""Before anything is measured: every gateway must decide alike, or the comparison would compare different things."""

from enum import Enum

from .process import ask

REFUSED = {"expired": (401,), "tampered": (401,), "issuer": (401,), "audience": (401, 403)}
"""What each must answer; Envoy takes a foreign audience for a question of permission."""

VERDICT = "/verify/default/-"
"""In front of the path of a request that a verdict is asked for."""


class Unlike(Exception):
    """A gateway decides otherwise than the others."""


def sample(ground, name):
    """The first token of a file."""
    with (ground.tokens / f"{name}.txt").open() as lines:
        return lines.readline().strip()


class Role(Enum):
    """What a gateway does, and so what it must answer."""

    PLAIN = "passes everything"
    GUARD = "guards everything but /public/"
    ASKING = "guards everything"
    VERIFIER = "tells another proxy who may pass"


def check(gateway, ground):
    """Raises Unlike where this gateway's decisions, or what the upstream gets, are not as the others'."""
    if gateway.role in (Role.PLAIN, Role.GUARD):
        _expect(gateway, "/public/seen", None, 200)
    if gateway.role is Role.PLAIN:
        return
    for algorithm in ("rs256", "es256"):
        answer = _expect(gateway, "/seen", sample(ground, algorithm), 200)
        told = _verdict_tells if gateway.role is Role.VERIFIER else _upstream_sees
        told(gateway, answer, f"user-{algorithm}-0")
    for case, statuses in REFUSED.items():
        _expect(gateway, "/seen", sample(ground, case), *statuses)
    for path in ("/seen",) if gateway.role is Role.GUARD else ("/seen", "/public/seen"):
        _expect(gateway, path, None, 401)


def _expect(gateway, path, token, *statuses):
    path = VERDICT + path if gateway.role is Role.VERIFIER else path
    answer = ask(gateway.port, path, {"Authorization": f"Bearer {token}"} if token else {})
    if answer.status not in statuses:
        raise Unlike(f"{gateway.name} answers {answer.status} instead of {statuses[0]} on {path}: {answer.body[:200]}")
    if answer.status != 200 and "x-user-id" in answer.headers:
        raise Unlike(f"{gateway.name} refuses and tells an identity on {path}")
    return answer


def _verdict_tells(gateway, answer, subject):
    if answer.headers.get("x-user-id") != subject:
        raise Unlike(f"{gateway.name} tells '{answer.headers.get('x-user-id')}' instead of '{subject}'")
    # empty: the proxy that copies it takes the token away
    if answer.headers.get("authorization") != "":
        raise Unlike(f"{gateway.name} does not have the token taken away")


def _upstream_sees(gateway, answer, subject):
    # as the upstream's configuration writes it: authorization=... user=...
    authorization, user = answer.body.strip().removeprefix("authorization=").split("user=")
    if authorization.strip():
        raise Unlike(f"{gateway.name} shows the token to the upstream")
    # the stock gateway can't map a claim without code of one's own: it does less, and is not refused for that
    if user != subject and gateway.name != "stock":
        raise Unlike(f"{gateway.name} tells the upstream '{user}' instead of '{subject}'")
