"""Load on an address, made by wrk, and what it read off."""

from __future__ import annotations

import dataclasses
import pathlib
import subprocess
import tempfile

_REPORT = """
done = function(summary, latency, requests)
    io.write(string.format("measured %d %d %d %d %d %d %d\\n", summary.requests, summary.duration, summary.bytes,
        summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
        latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""

_PATHS = """
local paths = {}
for line in io.lines("FILE") do paths[#paths + 1] = line end
local at = 0
function setup(thread) at = at + 7919; thread:set("start", at) end
function init(args) at = start or 0 end
function request() at = at + 1; return wrk.format("GET", paths[at % #paths + 1]) end
"""


@dataclasses.dataclass(frozen=True)
class Reading:
    """One run: requests a second, milliseconds within which half, 95 and 99 of a hundred were answered, bytes an answer, and failures."""

    rate: float
    p50: float
    p95: float
    p99: float
    bytes: float
    failures: int


def press(address: str, seconds: float, connections: int, threads: int = 2, headers: dict[str, str] | None = None, paths: list[str] | None = None) -> Reading:
    """Asks for `address`, or in turn for all `paths` below it, over kept connections. Raises RuntimeError when wrk does."""
    with tempfile.TemporaryDirectory(prefix="proxenia-load-") as folder:
        script = pathlib.Path(folder, "report.lua")
        asks = ""
        if paths:
            listed = pathlib.Path(folder, "paths")
            listed.write_text("\n".join(paths) + "\n")
            asks = _PATHS.replace("FILE", str(listed))
        script.write_text(asks + _REPORT)
        command = ["wrk", "-t", str(min(threads, connections)), "-c", str(connections), "-d", f"{seconds:g}s", "-s", str(script)]
        for name, value in (headers or {}).items():
            command += ["-H", f"{name}: {value}"]
        done = subprocess.run([*command, address], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    line = next((line for line in done.stdout.splitlines() if line.startswith("measured ")), None)
    if done.returncode or line is None:
        raise RuntimeError(f"wrk on {address}: {done.stderr.strip() or done.stdout.strip()}")
    requests, microseconds, size, failures, p50, p95, p99 = map(int, line.split()[1:])
    return Reading(requests / (microseconds / 1e6), p50 / 1000, p95 / 1000, p99 / 1000, size / max(requests, 1), failures)
