"""What a process holds in memory, while it runs and at its highest."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import subprocess
import tempfile
import time


@dataclasses.dataclass(frozen=True)
class Memory:
    """Resident and proportional size in megabytes (10^6 bytes)."""

    resident: float
    proportional: float

    def __str__(self) -> str:
        return f"{self.resident:.0f} MB resident, {self.proportional:.0f} MB proportional"


def of(process: int) -> Memory:
    """Read from /proc/PROCESS/smaps_rollup."""
    held = {}
    for line in pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]:
        name, value, *_ = line.split()
        held[name.rstrip(":")] = int(value) * 1024 / 1e6
    return Memory(held["Rss"], held["Pss"])


@dataclasses.dataclass(frozen=True)
class Run:
    """A command that has ended: its code, seconds, highest resident size in megabytes, and what it said."""

    code: int
    seconds: float
    peak: float
    errors: str


def run(command: list[str], output: pathlib.Path | None = None) -> Run:
    """Runs the command to its end; standard output goes to the file, or nowhere. The peak is read 50 times a second
    from VmHWM: what wait4 tells would count this process too, from which the command was forked."""
    began = time.monotonic()
    peak = 0.0
    with open(output or os.devnull, "wb") as sink, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=errors)
        while process.poll() is None:
            peak = max(peak, _highest(process.pid))
            time.sleep(0.02)
        seconds = time.monotonic() - began
        errors.seek(0)
        return Run(process.returncode, seconds, peak, errors.read().decode(errors="replace").strip())


def _highest(process: int) -> float:
    """Megabytes; 0 when the process has just ended."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{process}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found.group(1)) * 1024 / 1e6 if found else 0
