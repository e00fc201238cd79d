"""The gateways that are compared: how each is configured, started, and named."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import recipes
from .checks import Role, sample
from .process import NotStarted, Program, Together, fill, free_port

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
    program: object  # Program or Together
    port: int
    h2: int
    management: int = 0
    file: object = None
    role: Role = Role.GUARD
    notes: list = field(default_factory=list)


TITLES = {
    "nginx": "nginx (plain proxy)",
    "caddy": "Caddy (plain proxy)",
    "traefik": "Traefik (plain proxy)",
    "haproxy": "HAProxy",
    "envoy": "Envoy",
    "envoy-cache": "Envoy, `jwt_cache_config`",
    "stock": "Spring Cloud Gateway, stock",
    "gatehouse": "Gatehouse",
    "gatehouse-0b": "Gatehouse, `tokenCache: 0B`",
    "gatehouse-verifier": "Gatehouse, verifier",
    "nginx+verifier": "nginx that asks Gatehouse",
    "haproxy+verifier": "HAProxy that asks Gatehouse",
    "envoy+verifier": "Envoy that asks Gatehouse",
    "caddy+verifier": "Caddy that asks Gatehouse",
    "traefik+verifier": "Traefik that asks Gatehouse",
}
NAMES = list(TITLES)
OURS = ("gatehouse", "gatehouse-verifier")
ASKING = tuple(f"{proxy}+verifier" for proxy in recipes.PROXIES)
ON_THE_JVM = ("stock", "gatehouse", "gatehouse-0b", "gatehouse-verifier", *ASKING)
REMEMBERS = ("envoy-cache", "gatehouse", "gatehouse-verifier", *ASKING)


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
        "gatehouse-verifier": lambda g, f: _verifier(g, f, "request-line"),
        "caddy": lambda g, f: _plain(g, f, "caddy", {"Caddyfile": "Caddyfile"}),
        "traefik": lambda g, f: _plain(g, f, "traefik", {"traefik.yaml": "traefik.yaml", "dynamic.yaml": "traefik-routes.yaml"}),
        **{f"{proxy}+verifier": lambda g, f, p=proxy: _asking(g, f, p) for proxy in recipes.PROXIES},
    }[name]
    return maker(ground, folder)


def version(name, tools):
    """What the gateway says of itself, in a word or two."""
    if name == "traefik":
        return _traefik_version(Path(tools.traefik))
    asked = {
        "nginx": [tools.nginx, "-v"],
        "haproxy": [tools.haproxy, "-v"],
        "envoy": [tools.envoy, "--version"],
        "envoy-cache": [tools.envoy, "--version"],
        "caddy": [tools.caddy, "version"],
        "gatehouse": [tools.java, "-jar", tools.jar, "--version"],
    }.get(name)
    if asked is None:
        return {"stock": "Spring Boot 4.1.1, Spring Cloud 2025.1.3"}.get(name, "")
    told = subprocess.run([str(part) for part in asked], capture_output=True, text=True)
    return version_in(told.stdout + told.stderr)


def _traefik_version(program):
    # built from its module it calls itself "dev"; its file's name has the version then
    if "-" in program.name:
        return version_in(program.name)
    told = subprocess.run([str(program), "version"], capture_output=True, text=True).stdout
    # the next lines tell Go's
    return version_in(told.partition("\n")[0])


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
    return Gateway("nginx", program, values["port"], values["h2"], role=Role.PLAIN)


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


def gatehouse(ground, folder, name="gatehouse", memory="64MB", keys=None, routes=2, providers=1, arguments=()):
    """Starts Gatehouse with this many routes and providers, those of the works behind all others, and settings of Spring Boot's."""
    folder.mkdir(parents=True, exist_ok=True)
    values = _settings(
        ground, folder, management=free_port(), memory=memory, keys=keys or f"file: {ground.tokens}/jwks.json",
        fillers="\n".join(_provider(i, ground) for i in range(providers - 1)),
        providers=", ".join([*(f"filler-{i}" for i in range(providers - 1)), "bench"]),
        routes="\n".join(_route(i, ground) for i in range(routes - 2)))
    file = folder / "gatehouse.yaml"
    file.write_text(fill("gatehouse.yaml", values))
    options = f"@{ground.tools.options}"
    command = [ground.tools.java, options, "-jar", ground.tools.jar, f"--gatehouse.config={file}", *arguments]
    program = Program(name, command, ground.core, folder)
    program.await_answer(values["management"], "/readyz")
    return Gateway(name, program, values["port"], values["port"], values["management"], file)


def _verifier(ground, folder, request):
    """Gatehouse that is asked, by a proxy that tells it the original request so."""
    folder.mkdir(parents=True, exist_ok=True)
    values = _settings(ground, folder, management=free_port(), request=request)
    file = folder / "gatehouse.yaml"
    file.write_text(fill("verifier.yaml", values))
    command = [ground.tools.java, f"@{ground.tools.options}", "-jar", ground.tools.jar, f"--gatehouse.config={file}"]
    program = Program("gatehouse-verifier", command, ground.core, folder)
    program.await_answer(values["management"], "/readyz")
    return Gateway(
        "gatehouse-verifier", program, values["port"], values["port"], values["management"], file, role=Role.VERIFIER)


def _plain(ground, folder, name, files):
    values = _settings(ground, folder)
    for file, template in files.items():
        (folder / file).write_text(fill(template, values))
    program = Program(name, recipes.command(name, ground.tools), ground.core, folder)
    program.await_answer(values["port"], "/public/a")
    return Gateway(name, program, values["port"], 0, role=Role.PLAIN)


def _asking(ground, folder, proxy):
    """A proxy with its recipe, and the Gatehouse that it asks, on one core."""
    name = f"{proxy}+verifier"
    port = free_port()
    verifier = _verifier(ground, folder / "gatehouse", recipes.request_of(proxy))
    try:
        recipes.put(proxy, folder, port, verifier.port, ground.upstream)
        program = Program(name, recipes.command(proxy, ground.tools), ground.core, folder)
        program.await_answer(port, "/a", {"Authorization": f"Bearer {sample(ground, 'rs256')}"})
    except (NotStarted, LookupError) as e:
        verifier.program.stop()
        raise NotStarted(str(e)) from e
    return Gateway(name, Together(program, verifier.program), port, 0, role=Role.ASKING)


def _provider(number, ground):
    return (f"    filler-{number}: {{ issuer: 'https://filler-{number}.bench.example', audiences: [{AUDIENCE}], "
            f"jwks: {{ file: {ground.tokens}/jwks.json }} }}")


def _route(number, ground):
    return (f"    - {{ id: filler-{number}, uri: 'http://127.0.0.1:{ground.upstream}', "
            f"predicates: ['Path=/service-{number}/**'] }}")
