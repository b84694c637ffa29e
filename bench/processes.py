"""What processes used, as the kernel counts it (Linux)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    # The program's name may hold spaces and brackets; what follows its last bracket does not.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU time that living processes used so far, user and system, all threads."""
    return sum(int(fields[11]) + int(fields[12]) for fields in map(_fields, pids)) / _TICK


def children_of(parent: int) -> list[int]:
    """Processes whose parent this is."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if int(_fields(int(entry.name))[1]) == parent:
                    found.append(int(entry.name))
    return found


def tree_cpu_seconds(parent: int) -> float:
    """CPU time of a process and of its children, those that have ended included: PostgreSQL with all its sessions."""
    total = 0.0
    own = _fields(parent)
    total += sum(int(own[place]) for place in (11, 12, 13, 14)) / _TICK
    for child in children_of(parent):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += cpu_seconds([child])
    return total


def memory_megabytes(pids: Iterable[int]) -> float:
    """Proportional set size: what is shared counts once. In units of 1,000,000 bytes."""
    kilobytes = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes * 1024 / 1_000_000


def open_sockets(pid: int) -> int:
    """How many sockets a process holds."""
    found = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found += str(entry.readlink()).startswith("socket:")
    return found
