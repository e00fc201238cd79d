"""The gateways that are compared: how each is configured, started, and named."""

import re
import subprocess
from dataclasses import dataclass, field

from .process import Program, fill, free_port

ISSUER = "https://issuer.bench.example"
AUDIENCE = "bench-api"
REMEMBERED = 20_000
"""Distinct tokens of the works in which a gateway may have seen the token before."""


@dataclass(frozen=True)
class Ground:
    """What all gateways of a run share."""

    work: object  # Path: where they write
    tokens: object  # Path
    tools: object  # needs.Tools
    core: int
    upstream: int  # port


@dataclass
class Gateway:
    """A running gateway."""

    name: str
    program: Program
    port: int
    h2: int
    management: int = 0
    file: object = None
    notes: list = field(default_factory=list)


TITLES = {
    "nginx": "nginx (plain proxy)",
    "haproxy": "HAProxy",
    "envoy": "Envoy",
    "envoy-cache": "Envoy, `jwt_cache_config`",
    "stock": "Spring Cloud Gateway, stock",
    "gatehouse": "Gatehouse",
    "gatehouse-0b": "Gatehouse, `tokenCache: 0B`",
}
NAMES = list(TITLES)
ON_THE_JVM = ("stock", "gatehouse", "gatehouse-0b")
REMEMBERS = ("envoy-cache", "gatehouse")


def start(name, ground):
    """Starts one of NAMES and waits until it answers."""
    folder = ground.work / name
    folder.mkdir(parents=True, exist_ok=True)
    maker = {
        "nginx": _nginx,
        "haproxy": _haproxy,
        "envoy": lambda g, f: _envoy(g, f, "envoy", ""),
        "envoy-cache": lambda g, f: _envoy(g, f, "envoy-cache", f"jwt_cache_config: {{ jwt_cache_size: {REMEMBERED} }}"),
        "stock": _stock,
        "gatehouse": lambda g, f: gatehouse(g, f),
        "gatehouse-0b": lambda g, f: gatehouse(g, f, name="gatehouse-0b", memory="0B"),
    }[name]
    return maker(ground, folder)


def version(name, tools):
    """What the gateway says of itself, in a word or two."""
    asked = {
        "nginx": [tools.nginx, "-v"],
        "haproxy": [tools.haproxy, "-v"],
        "envoy": [tools.envoy, "--version"],
        "envoy-cache": [tools.envoy, "--version"],
        "gatehouse": [tools.java, "-jar", tools.jar, "--version"],
    }.get(name)
    if asked is None:
        return {"stock": "Spring Boot 4.1.1, Spring Cloud 2025.1.3"}.get(name, "")
    told = subprocess.run([str(part) for part in asked], capture_output=True, text=True)
    return version_in(told.stdout + told.stderr)


def version_in(text):
    """The version in what a program prints of itself, be it after its path and before or behind a commit's id."""
    found = re.search(r"\d+\.\d+(\.\d+)?[\w.+-]*", text.rpartition("version")[2].replace("/", " "))
    return found.group() if found else "unknown"


def _settings(ground, folder, **more):
    return {
        "port": free_port(), "h2": free_port(), "folder": folder, "upstream": ground.upstream, "tokens": ground.tokens,
        "issuer": ISSUER, "audience": AUDIENCE, **more}


def _nginx(ground, folder):
    values = _settings(ground, folder)
    file = folder / "nginx.conf"
    file.write_text(fill("nginx.conf", values))
    program = Program("nginx", [ground.tools.nginx, "-e", "stderr", "-p", folder, "-c", file], ground.core, folder)
    program.await_answer(values["port"], "/public/a")
    return Gateway("nginx", program, values["port"], values["h2"])


def _haproxy(ground, folder):
    values = _settings(ground, folder)
    file = folder / "haproxy.cfg"
    file.write_text(fill("haproxy.cfg", values))
    program = Program("haproxy", [ground.tools.haproxy, "-f", file], ground.core, folder)
    program.await_answer(values["port"], "/public/a")
    return Gateway("haproxy", program, values["port"], values["h2"])


def _envoy(ground, folder, name, cache):
    values = _settings(ground, folder, cache=cache)
    file = folder / "envoy.yaml"
    file.write_text(fill("envoy.yaml", values))
    command = [ground.tools.envoy, "-c", file, "--concurrency", 1, "--disable-hot-restart", "-l", "warn"]
    program = Program(name, command, ground.core, folder)
    program.await_answer(values["port"], "/public/a")
    # it tells HTTP/2 by its preface, on the same port
    return Gateway(name, program, values["port"], values["port"])


def _stock(ground, folder):
    port = free_port()
    command = [
        ground.tools.java, "-Xmx512m", "-jar", ground.tools.stock, f"--server.port={port}",
        f"--bench.upstream=http://127.0.0.1:{ground.upstream}", "--server.http2.enabled=true",
        f"--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:{ground.upstream}/jwks.json",
        f"--spring.security.oauth2.resourceserver.jwt.issuer-uri={ISSUER}",
        f"--spring.security.oauth2.resourceserver.jwt.audiences={AUDIENCE}"]
    program = Program("stock", command, ground.core, folder)
    program.await_answer(port, "/public/a")
    return Gateway("stock", program, port, port)


def gatehouse(ground, folder, name="gatehouse", memory="64MB", keys=None, routes=2, providers=1):
    """Starts Gatehouse with this many routes and providers, those of the works behind all others."""
    folder.mkdir(parents=True, exist_ok=True)
    values = _settings(
        ground, folder, management=free_port(), memory=memory, keys=keys or f"file: {ground.tokens}/jwks.json",
        fillers="\n".join(_provider(i, ground) for i in range(providers - 1)),
        providers=", ".join([*(f"filler-{i}" for i in range(providers - 1)), "bench"]),
        routes="\n".join(_route(i, ground) for i in range(routes - 2)))
    file = folder / "gatehouse.yaml"
    file.write_text(fill("gatehouse.yaml", values))
    options = f"@{ground.tools.options}"
    command = [ground.tools.java, options, "-jar", ground.tools.jar, f"--gatehouse.config={file}"]
    program = Program(name, command, ground.core, folder)
    program.await_answer(values["management"], "/readyz")
    return Gateway(name, program, values["port"], values["port"], values["management"], file)


def _provider(number, ground):
    return (f"    filler-{number}: {{ issuer: 'https://filler-{number}.bench.example', audiences: [{AUDIENCE}], "
            f"jwks: {{ file: {ground.tokens}/jwks.json }} }}")


def _route(number, ground):
    return (f"    - {{ id: filler-{number}, uri: 'http://127.0.0.1:{ground.upstream}', "
            f"predicates: ['Path=/service-{number}/**'] }}")
