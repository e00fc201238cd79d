"""What Linux tells of processes and of the machine: CPU time, memory, cores."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(stat):
    """CPU seconds, user and system, in the text of a /proc/PID/stat."""
    fields = _after_name(stat)
    return (int(fields[11]) + int(fields[12])) / TICKS


def parent_of(stat):
    """The parent's id in the text of a /proc/PID/stat."""
    return int(_after_name(stat)[1])


def _after_name(stat):
    # the name in parentheses may hold spaces and parentheses itself
    return stat[stat.rindex(")") + 1:].split()


def tree(pid):
    """The process and all below it, as workers of nginx are."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(parent_of((entry / "stat").read_text()), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has ended since
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        todo.extend(children.get(current, []))
    return found


def cpu_seconds(pids):
    """CPU seconds that these processes have used since they began."""
    return sum(cpu_of(Path(f"/proc/{pid}/stat").read_text()) for pid in pids)


def rss_bytes(pids):
    """Resident octets of these processes together."""
    return sum(rss_of(Path(f"/proc/{pid}/status").read_text()) for pid in pids)


def rss_of(status):
    """Resident octets in the text of a /proc/PID/status."""
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


class CoreClock:
    """What share of a core's time was used, and what share the hypervisor gave to others, since it was made."""

    def __init__(self, core):
        self._core = core
        self._before = self._read()

    def shares(self):
        """(busy, stolen), each 0 to 1."""
        used = [now - before for now, before in zip(self._read(), self._before)]
        whole = sum(used) or 1
        idle, stolen = used[3] + used[4], used[7]
        return (whole - idle - stolen) / whole, stolen / whole

    def _read(self):
        for line in Path("/proc/stat").read_text().splitlines():
            if line.startswith(f"cpu{self._core} "):
                return [int(field) for field in line.split()[1:9]]
        raise LookupError(f"there is no core {self._core}")


def cpu_model():
    """The processor's name."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"
