"""Programs that the comparison starts, each pinned to a core, each with a folder of its own, all ended at the end."""

import http.client
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from string import Template

from . import proc

CONFIG = Path(__file__).resolve().parent.parent / "config"


class NotStarted(Exception):
    """A program did not come up; the message has the end of what it printed."""


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fill(name, values):
    """The text of config/NAME with its $names replaced."""
    return Template((CONFIG / name).read_text()).substitute(values)


@dataclass(frozen=True)
class Answer:
    """A response; status 0 where nobody answers. Names of headers are in lower case."""

    status: int
    headers: dict
    body: str


def ask(port, path, headers=None):
    """Sends one GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read().decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException):
        return Answer(0, {}, "")
    finally:
        connection.close()


class Program:
    """A program that runs on one core until `stop`."""

    def __init__(self, name, command, core, folder):
        self.name = name
        self.command = [str(part) for part in command]
        self._log = folder / "log.txt"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                ["taskset", "-c", str(core), *self.command], cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)
        self.pids = [self._process.pid]

    def await_answer(self, port, path, headers=None, seconds=120):
        """Waits until it answers with 200, then knows its workers."""
        end = time.monotonic() + seconds
        while ask(port, path, headers).status != 200:
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise NotStarted(f"{self.name} does not answer on {path}:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.1)
        self.pids = proc.tree(self._process.pid)

    def cpu_seconds(self):
        return proc.cpu_seconds(self.pids)

    def rss_bytes(self):
        return proc.rss_bytes(self.pids)

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                # a gateway that drains first is not waited for
                self._process.kill()
                self._process.wait()


class Together:
    """Programs that serve a request together: their CPU and memory count as one's."""

    def __init__(self, *programs):
        self._programs = programs

    def cpu_seconds(self):
        return sum(program.cpu_seconds() for program in self._programs)

    def rss_bytes(self):
        return sum(program.rss_bytes() for program in self._programs)

    def stop(self):
        for program in self._programs:
            program.stop()
