"""Measures the budgets of the product and prints: what | budget | measured | ok.

One run, one machine, one server filled with 100,000 organisations and 40,000 partnerships, nginx beside it as the
yardstick: ratios count, absolute times drift. Usually called by bin/bench. A budget whose feature the server does not
have yet is named below the table, never guessed.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import sys
import tempfile
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Journeys"))

import budgets  # noqa: E402
from house import REPORTS, House  # noqa: E402


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", type=pathlib.Path, default=HERE.parents[1] / ".build/release/proxenia", help="the release build to measure")
    options.add_argument("--only", help="names of budgets, separated by commas")
    options.add_argument("--list", action="store_true", help="name the budgets and end")
    options.add_argument("--seconds", type=float, default=5, help="how long each press with wrk lasts")
    given = options.parse_args()

    if given.list:
        for name, measure in budgets.ALL.items():
            print(f"{name:16} {(measure.__doc__ or '').splitlines()[0]}")
        return 0
    wanted = given.only.split(",") if given.only else list(budgets.ALL)
    unknown = [name for name in wanted if name not in budgets.ALL]
    if unknown:
        print(f"bench: no budget is called {', '.join(unknown)}; there are {', '.join(budgets.ALL)}", file=sys.stderr)
        return 2
    if not given.binary.is_file():
        print(f"bench: {given.binary} is missing; swift build -c release makes it", file=sys.stderr)
        return 1

    rows: list[budgets.Row] = []
    absent: list[str] = []
    broken: list[str] = []
    with tempfile.TemporaryDirectory(prefix="proxenia-bench-") as folder:
        house = House("bench", program=given.binary.resolve(), data=pathlib.Path(folder, "data"))
        house.data.mkdir()
        house.log.unlink(missing_ok=True)
        bench = budgets.Bench(house=house, folder=pathlib.Path(folder), seconds=given.seconds)
        try:
            print("bench: making the demonstration and the gazetteer from nothing …", end="", flush=True)
            began = time.monotonic()
            house.make(keep_gazetteer=False)
            took = time.monotonic() - began
            print(f" {took:.0f} s", flush=True)
            rows.append(budgets.Row("demonstration and gazetteer made from nothing", "< 60 s", f"{took:.1f} s", took < 60))
            # Filling is a budget of its own and what all others stand on, so it always comes first.
            names = [name for name in budgets.ALL if name in wanted or name in budgets.ALWAYS]
            for name in names:
                began = time.monotonic()
                print(f"bench: {name} …", end="", flush=True)
                try:
                    rows += budgets.ALL[name](bench)
                except budgets.NotThere as reason:
                    absent.append(f"{name}: {reason}")
                except Exception as error:  # one broken measurement must not cost the others
                    broken.append(f"{name}: {type(error).__name__}: {error}")
                    (REPORTS / f"bench-{name}.log").write_text(traceback.format_exc())
                print(f" {time.monotonic() - began:.0f} s", flush=True)
        finally:
            house.stop()

    table(rows)
    for line in absent:
        print(f"not measured, {line}")
    for line in broken:
        print(f"BROKEN, {line}")
    (REPORTS / "bench.json").write_text(json.dumps([dataclasses.asdict(row) for row in rows], indent=1, ensure_ascii=False))
    missed = [row.what for row in rows if row.ok is False]
    kept = sum(row.ok is True for row in rows)
    print(f"\n{kept} budgets kept, {len(missed)} missed, {len(absent)} not measured, {len(broken)} broken; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    return 1 if missed or broken else 0


def table(rows: list[budgets.Row]) -> None:
    heads = ("what", "budget", "measured", "ok")
    cells = [(row.what, row.budget, row.measured, {True: "yes", False: "NO", None: ""}[row.ok]) for row in rows]
    widths = [max(len(line[column]) for line in [heads, *cells]) for column in range(4)]
    print()
    for line in [heads, tuple("-" * width for width in widths), *cells]:
        print(" | ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    print()


if __name__ == "__main__":
    sys.exit(main())
