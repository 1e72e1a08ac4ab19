"""Asks a demonstration server, on each engine, whatever its own description of the API allows, and some that it does not (schemathesis)."""

from __future__ import annotations

import argparse
import html
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Journeys"))

from house import REPORTS, House  # noqa: E402
from postgres import TemporaryPostgres  # noqa: E402

# What a program relies on. What it may not be asked (a method, a word in a parameter that we pass over) is not held against the server.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"


def token(house: House) -> str:
    """A director's token for everything there is, to read and to write."""
    person = house.office("director")
    page = person.get("/account/tokens")
    resources = re.findall(r'name="resources" value="([^"]+)"', page.text)
    if not resources:
        raise RuntimeError("the page of tokens offers nothing to read")
    writes = re.findall(r'name="writes" value="([^"]+)"', page.text)
    if not writes:
        raise RuntimeError("the page of tokens offers nothing to write")
    answer = person.submit(person.form_with(page, "name", "days"), {"name": "Invented robot of the night", "resources": resources, "writes": writes})
    found = re.search(r"proxenia_[\w-]{43}", html.unescape(answer.text))
    if not found:
        raise RuntimeError(f"no token was made: {answer.status_code}")
    return found.group()


def ask(name: str, minutes: float, database: str | None) -> bool:
    """One server on one engine, until the time is over. False where it answered otherwise than it says, or failed, or ended."""
    house = House(f"fuzz-{name}", database=database).make()
    try:
        house.start()
        folder = REPORTS / "fuzz/api"
        folder.mkdir(parents=True, exist_ok=True)
        before = house.log.stat().st_size
        print(f"api on {name}, {minutes:g} min", flush=True)
        done = subprocess.run(
            [
                str(pathlib.Path(sys.executable).with_name("schemathesis")), "run", f"{house.address}/api/v1/openapi.json", "--url", house.address,
                "--checks", CHECKS, "--header", f"Authorization: Bearer {token(house)}", "--phases", "examples,coverage,fuzzing",
                "--max-time", str(max(1, round(minutes * 60))), "--continue-on-failure", "--report", "junit", "--report-dir", str(folder), "--no-color",
            ],
            cwd=folder, env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"})
        with open(house.log, "rb") as log:
            log.seek(before)
            errors = [line for line in log.read().decode(errors="replace").splitlines() if "request failed" in line or "Fatal error" in line]
        for line in errors[:20]:
            print(f"api on {name}: {line[:400]}")
        alive = house.process is not None and house.process.poll() is None
        if not alive:
            print(f"api on {name}: THE SERVER ENDED: {house.last_words()[-1000:]}")
        return done.returncode == 0 and alive and not errors
    finally:
        house.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60, help="shared by the two engines")
    half = parser.parse_args().minutes / 2
    well = ask("sqlite", half, None)
    with TemporaryPostgres() as postgres:
        return 0 if ask("postgres", half, postgres.url) and well else 1


if __name__ == "__main__":
    sys.exit(main())
