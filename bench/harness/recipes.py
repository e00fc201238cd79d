"""The proxies of docs/recipes, running with the very files of their recipes."""

import re

from .needs import ROOT

FOLDER = ROOT / "docs" / "recipes"
PROXIES = ("nginx", "haproxy", "envoy", "caddy", "traefik")

MEASURED_ALIKE = {
    "nginx.conf": (
        # as everywhere here: no access log, and connections last; else the difference to the plain proxy would be theirs
        ("http {\n", "http {\n  access_log off;\n  keepalive_requests 1000000000;\n"),
        ("server 127.0.0.1:9000;\n", "server 127.0.0.1:9000;\n    keepalive 1000;\n    keepalive_requests 1000000000;\n"),
        ("''      close;", "''      '';"),
    ),
}


def put(proxy, folder, port, verifier, app):
    """Writes the files of a proxy's recipe, with these ports instead of its own.

    Raises LookupError where a file no longer says what MEASURED_ALIKE changes.
    """
    for file in sorted((FOLDER / proxy).iterdir()):
        text = file.read_text()
        for written, measured in MEASURED_ALIKE.get(file.name, ()):
            if text.count(written) != 1:
                raise LookupError(f"{file} does not say {written!r} once")
            text = text.replace(written, measured)
        (folder / file.name).write_text(with_ports(text, port, verifier, app))


def with_ports(text, port, verifier, app):
    """A recipe's text with its three ports exchanged."""
    for before in (":", "port_value: "):
        for written, ours in ((8000, port), (4180, verifier), (9000, app)):
            text = text.replace(f"{before}{written}", f"{before}{ours}")
    return text


def request_of(proxy):
    """Where this proxy tells the original request, as its recipe's gatehouse.yaml says."""
    return re.search(r"^ +request: (\S+)$", (FOLDER / proxy / "gatehouse.yaml").read_text(), re.MULTILINE).group(1)


def command(proxy, tools):
    """What starts it in the folder of its files."""
    return {
        "nginx": [tools.nginx, "-e", "stderr", "-p", ".", "-g", "daemon off; pid nginx.pid;", "-c", "nginx.conf"],
        "haproxy": [tools.haproxy, "-db", "-f", "haproxy.cfg"],
        "envoy": [tools.envoy, "-c", "envoy.yaml", "--concurrency", 1, "--disable-hot-restart", "-l", "warn"],
        # it writes below its home
        "caddy": ["env", "HOME=.", "XDG_CONFIG_HOME=.", "XDG_DATA_HOME=.",
                  tools.caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile"],
        "traefik": [tools.traefik, "--configFile=traefik.yaml"],
    }[proxy]
