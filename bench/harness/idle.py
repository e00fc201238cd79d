"""Connections that had one request answered and wait for the next: what memory they take, and that others are still served."""

import contextlib
import socket
import ssl
import struct
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import gateways
from .load import Sent, Void
from .process import NotStarted
from .stats import percentile

CONNECTIONS = 10_000
QUICKLY = 1_000
"""Connections of a quick run."""
KINDS = {
    "plain": "HTTP/1.1",
    "tls": "HTTP/1.1 over TLS 1.3",
    "h2": "HTTP/2 over TLS 1.3",
}
PATH = "/public/a"
RESTING = 15
"""Seconds that all of them are idle before memory is looked at."""
FROM_ONE_ADDRESS = 5_000
"""So that no address runs out of ports."""


def count(plan):
    """How many connections this run holds."""
    return QUICKLY if plan.quick else CONNECTIONS


def measure(run):
    """Adds the works idle:KIND, each on a Gatehouse of its own."""
    for kind in KINDS:
        try:
            gateway = gateways.gatehouse(run.ground, run.ground.work / f"idle-{kind}", arguments=_tls(run.ground, kind))
        except NotStarted as e:
            run.leave_out(f"idle:{kind}", "gatehouse", str(e))
            continue
        try:
            with contextlib.closing(Held(kind, gateway.port)) as held:
                run.measure(Idle(f"idle:{kind}"), gateway, 1, lambda h=held, g=gateway, k=kind: run.meter.around(
                    f"idle:{k}", g, 1, lambda: h.open(count(run.plan), RESTING)))
        finally:
            gateway.program.stop()


@dataclass(frozen=True)
class Idle:
    """A work that is no load."""

    name: str


def _tls(ground, kind):
    if kind == "plain":
        return []
    store = ground.work / "idle.p12"
    if not store.exists():
        subprocess.run(
            [Path(ground.tools.java).with_name("keytool"), "-genkeypair", "-keystore", store, "-storetype", "PKCS12",
             "-storepass", "changeit", "-alias", "gateway", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost"],
            check=True, capture_output=True)
    return [f"--server.ssl.key-store={store}", "--server.ssl.key-store-password=changeit", "--management.server.ssl.enabled=false"]


class Held:
    """Connections of one kind, kept open until `close`."""

    def __init__(self, kind, port):
        self._kind = kind
        self._port = port
        self._open = []
        # nobody is to be trusted here: it is our own gateway, with a key of this run
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE
        self._context.set_alpn_protocols(["h2" if kind == "h2" else "http/1.1"])

    def open(self, wanted, resting=0):
        """Opens so many, one after the other, and leaves them idle for so many seconds; raises Void unless all are served, and
        the first one is still there at the end."""
        begun, took = time.monotonic(), []
        try:
            for _ in range(wanted):
                before = time.monotonic()
                self._open.append(self._connected(len(self._open) // FROM_ONE_ADDRESS))
                took.append((time.monotonic() - before) * 1e6)
        except OSError as e:
            raise Void(f"after {len(self._open)} connections: {e}") from e
        sent = Sent(wanted, time.monotonic() - begun, percentile(took, 0.5), percentile(took, 0.99))
        time.sleep(resting)
        if _is_closed(self._open[0]):
            raise Void("opening took longer than the gateway's idleTimeout")
        return sent

    def _connected(self, address):
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=30, source_address=(f"127.0.0.{1 + address}", 0))
        try:
            if self._kind != "plain":
                connection = self._context.wrap_socket(connection)
            (_http2 if self._kind == "h2" else _http1)(connection)
        except OSError:
            connection.close()
            raise
        return connection

    def close(self):
        for connection in self._open:
            connection.close()


def _http1(connection):
    connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    with connection.makefile("rb") as answer:
        status = answer.readline()
        if b" 200 " not in status:
            raise ConnectionError(f"answered {status!r}")
        length = 0
        while (line := answer.readline().strip().lower()):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        answer.read(length)


def _http2(connection):
    # static table: GET, https; literal without indexing: the path and the authority
    block = b"\x82\x87" + b"".join(
        bytes([index, len(value)]) + value for index, value in ((4, PATH.encode()), (1, b"localhost")))
    settings = b"\0\0\0\4\0\0\0\0\0"
    head = struct.pack(">I", len(block))[1:] + b"\1\5\0\0\0\1"
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings + head + block)
    with connection.makefile("rb") as answer:
        while True:
            frame = answer.read(9)
            if len(frame) < 9:
                raise ConnectionError("closed before it answered")
            length, kind, flags, stream = int.from_bytes(frame[:3]), frame[3], frame[4], int.from_bytes(frame[5:9])
            payload = answer.read(length)
            if kind == 4 and not flags & 1:
                connection.sendall(b"\0\0\0\4\1\0\0\0\0")
            elif kind == 1 and stream == 1 and payload[:1] != b"\x88":
                raise ConnectionError("answered with another status than 200")
            elif kind in (3, 7):
                raise ConnectionError("reset, or told to go away")
            if stream == 1 and kind in (0, 1) and flags & 1:
                return


def _is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
