"""Before anything is measured: every gateway must decide alike, or the comparison would compare different things."""

from .process import status_of

REFUSED = {"expired": (401,), "tampered": (401,), "issuer": (401,), "audience": (401, 403)}
"""What each must answer; Envoy takes a foreign audience for a question of permission."""


class Unlike(Exception):
    """A gateway decides otherwise than the others."""


def sample(ground, name):
    """The first token of a file."""
    with (ground.tokens / f"{name}.txt").open() as lines:
        return lines.readline().strip()


def check(gateway, ground):
    """Raises Unlike where this gateway's decisions, or what the upstream gets, are not as the others'."""
    _expect(gateway, "/public/seen", None, 200)
    if gateway.name == "nginx":
        return
    for algorithm in ("rs256", "es256"):
        body = _expect(gateway, "/seen", sample(ground, algorithm), 200)
        _upstream_sees(gateway, body, f"user-{algorithm}-0")
    for case, statuses in REFUSED.items():
        _expect(gateway, "/seen", sample(ground, case), *statuses)
    _expect(gateway, "/seen", None, 401)


def _expect(gateway, path, token, *statuses):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    got, body = status_of(gateway.port, path, headers)
    if got not in statuses:
        raise Unlike(f"{gateway.name} answers {got} instead of {statuses[0]} on {path}: {body[:200]}")
    return body


def _upstream_sees(gateway, body, subject):
    # as the upstream's configuration writes it: authorization=... user=...
    authorization, user = body.strip().removeprefix("authorization=").split("user=")
    if authorization.strip():
        raise Unlike(f"{gateway.name} shows the token to the upstream")
    # the stock gateway can't map a claim without code of one's own: it does less, and is not refused for that
    if user != subject and gateway.name != "stock":
        raise Unlike(f"{gateway.name} tells the upstream '{user}' instead of '{subject}'")
