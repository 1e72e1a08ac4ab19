"""Runs the fuzz targets one after another and then the API; called by bin/fuzz, which builds them."""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT / "Tests/Fuzz/Corpus"
FOUND = ROOT / ".reports/fuzz"
ENVIRONMENT = ROOT / ".venv-fuzz"

# An input that takes longer, or more memory, is a finding like a trap: a reader of such a file would be kept waiting, and with it others.
SECONDS_AN_INPUT = 25
MEGABYTES = 2048
LONGEST = {"ledger": 4096, "xlsx": 16384, "files": 16384, "multipart": 8192}
# The gazetteer's files are mapped into memory.
MEGABYTES_OF = {"gazetteer": 3072}


def say(text: str) -> None:
    print(text, flush=True)


def command(program: pathlib.Path, target: str, *words: str) -> list[str]:
    return [str(program), target, f"-timeout={SECONDS_AN_INPUT}", f"-rss_limit_mb={MEGABYTES_OF.get(target, MEGABYTES)}", *words]


def environment() -> dict[str, str]:
    # Swift's own report of a crash takes minutes in a program of this size and would be taken for the input's time.
    gazetteer = ROOT / ".build-fuzz/gazetteer"
    return {**os.environ, "SWIFT_BACKTRACE": "enable=no", "PROXENIA_FUZZ_GAZETTEER": os.environ.get("PROXENIA_FUZZ_GAZETTEER", str(gazetteer))}


def fuzz(program: pathlib.Path, target: str, minutes: float) -> bool:
    """One target on its corpus; says how fast and how far it came. False where an input ended it, which is named."""
    found, ends = FOUND / target / "corpus", FOUND / target / "ends"
    for folder in (found, ends):
        folder.mkdir(parents=True, exist_ok=True)
    before = set(ends.iterdir())
    words = [f"-max_total_time={max(1, round(minutes * 60))}", f"-max_len={LONGEST.get(target, 2048)}", f"-artifact_prefix={ends}/"]
    words += ["-print_final_stats=1", "-use_value_profile=0", str(found), str(CORPUS / target)]
    log = FOUND / target / "log"
    began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with open(log, "wb") as out:
        done = subprocess.run(command(program, target, *words), stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment(), cwd=ROOT)
    taken, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - used
    text = log.read_text(errors="replace")
    for folder in pathlib.Path("/dev/shm").glob("proxenia-fuzz-*"):
        if not pathlib.Path("/proc", folder.name.rsplit("-", 1)[1]).exists():
            shutil.rmtree(folder, ignore_errors=True)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", text)
    covered = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", text)
    edges = re.search(r"INFO: Loaded \d+ modules\s+\((\d+) inline", text)
    figures = f"{int(runs[1]):,} inputs, {int(runs[1]) / taken:,.0f} a second ({int(runs[1]) / max(0.01, used):,.0f} of processor time)" if runs else "no figures"
    if covered:
        figures += f", {covered[-1][0]} of {edges[1] if edges else '?'} edges, {covered[-1][2]} inputs kept"
    new = sorted(set(ends.iterdir()) - before)
    if done.returncode == 0 and not [file for file in new if not file.name.startswith("slow-unit")]:
        say(f"{target}: {taken / 60:.1f} min, {figures}")
        return True
    say(f"{target}: ENDED after {taken / 60:.1f} min, {figures}")
    for line in text.splitlines():
        if "Fatal error" in line or line.startswith("SUMMARY") or "ALARM" in line:
            say("    " + line.strip()[:400])
    for file in new:
        say(f"    {file.relative_to(ROOT)}    again: bin/fuzz --repeat {target} {file.relative_to(ROOT)}")
    return False


def python() -> pathlib.Path:
    """The environment of the API's stage, made when it is missing or asks for something else."""
    wanted = (ROOT / "Tests/Fuzz/requirements.txt").read_text()
    stamp = ENVIRONMENT / "stamp"
    if not stamp.is_file() or stamp.read_text() != wanted:
        say(f"making {ENVIRONMENT.name} (Tests/Fuzz/requirements.txt)")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        subprocess.run(["/usr/bin/python3", "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run(
            [str(ENVIRONMENT / "bin/python"), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "-r", "Tests/Fuzz/requirements.txt"],
            check=True, cwd=ROOT)
        stamp.write_text(wanted)
    return ENVIRONMENT / "bin/python"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/fuzz", description="Feeds the readers of what comes from outside with mutated inputs.")
    parser.add_argument("--program", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--minutes", type=float, default=60, help="for each target (60)")
    parser.add_argument("--repeat", metavar="INPUT", nargs="+", help="TARGET FILE…: these inputs once more")
    parser.add_argument("--list", action="store_true", help="the targets")
    parser.add_argument("target", nargs="*", help="all of them, and the API, where none is named")
    asked = parser.parse_args()
    if asked.repeat:
        target, *files = asked.repeat
        return subprocess.run(command(asked.program, target, *files), env=environment(), cwd=ROOT).returncode
    there = subprocess.run([str(asked.program)], capture_output=True, text=True, check=True).stdout.split() if asked.target != ["api"] else []
    if asked.list:
        say("\n".join([*there, "api"]))
        return 0
    if unknown := [name for name in asked.target if name not in [*there, "api"]]:
        parser.error(f"no target is called {', '.join(unknown)}; there are {', '.join([*there, 'api'])}")
    wanted = asked.target or [*there, "api"]
    say(f"{asked.minutes:g} minutes each: {', '.join(wanted)}")
    well = True
    for target in wanted:
        if target == "api":
            program = [str(python()), str(ROOT / "Tests/Fuzz/api.py"), "--minutes", str(asked.minutes)]
            well = subprocess.run(program, cwd=ROOT).returncode == 0 and well
        else:
            well = fuzz(asked.program, target, asked.minutes) and well
    return 0 if well else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
