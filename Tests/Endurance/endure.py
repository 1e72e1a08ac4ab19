"""Kills the server again and again while people write, fills its disk, copies its files at any moment, and looks whether anything
that was acknowledged is lost. Usually called by bin/endure; the stages take some minutes each, which is why `make test` leaves them out.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Journeys"))

import requests  # noqa: E402
from house import GAZETTEER, House  # noqa: E402
from postgres import TemporaryPostgres  # noqa: E402


class Writers:
    """Several people who write as fast as the server takes it, and remember what it acknowledged: most enter organisations, a quarter of them speak
    in the record that Düsseldorf shares with Reading."""

    def __init__(self, house: House, count: int):
        self.house = house
        self.count = count
        self.acknowledged: set[str] = set()
        self.refused: dict[str, int] = {}
        self.number = 0
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.officer = house.office("officer", "duesseldorf")
        form = self.officer.form_with(self.officer.get("/office/organisations/new"), "csrf", "name", "kind")
        self.fields = {**form.fields, "kind": "club"}
        self.record = self._record()
        self.threads: list[threading.Thread] = []

    def _record(self) -> str:
        """The path of the partnership with Reading."""
        listed = self.officer.get("/office/partnerships?q=Reading").text
        found = re.search(r'<tbody.*?href="(/office/partnerships/[0-9a-f-]{36})"', listed, re.S)
        if not found:
            raise RuntimeError("the demonstration has no partnership with Reading")
        return found.group(1)

    def _work(self, speaks: bool) -> None:
        session = requests.Session()
        session.trust_env = False
        session.cookies.update(self.officer.session.cookies)
        while not self.stopping.is_set():
            with self.lock:
                self.number += 1
                name = f"Endurance {self.number:07d}"
            try:
                if speaks:
                    path, fields = self.record + "/talk", {"csrf": self.fields["csrf"], "text": name}
                else:
                    path, fields = "/office/organisations", {**self.fields, "name": name}
                answer = session.post(self.house.address + path, data=fields, allow_redirects=False, timeout=20)
            except requests.RequestException:
                time.sleep(0.01)
                continue
            with self.lock:
                if answer.status_code == 303 and "/sign-in" not in answer.headers.get("Location", ""):
                    self.acknowledged.add(name)
                else:
                    self.refused[str(answer.status_code)] = self.refused.get(str(answer.status_code), 0) + 1

    def __enter__(self) -> Writers:
        self.stopping.clear()
        self.threads = [threading.Thread(target=self._work, args=(number % 4 == 3,), daemon=True) for number in range(self.count)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def missing(self) -> set[str]:
        """What was acknowledged and is not there."""
        answer = self.officer.get("/office/organisations/export/csv?q=Endurance")
        if answer.status_code != 200:
            raise RuntimeError(f"the export answers {answer.status_code}")
        there = {cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row if cell.startswith("Endurance")}
        talk = self.officer.get(self.record + "/talk?all=1")
        if talk.status_code != 200:
            raise RuntimeError(f"the talk answers {talk.status_code}")
        there |= set(re.findall(r"Endurance \d{7}", talk.text))
        return self.acknowledged - there


def checked(house: House, *words: str) -> None:
    done = house.command("check", *words, check=False)
    if done.returncode:
        raise AssertionError(f"check: {done.stdout}{done.stderr}")
    done = house.command("ledger", "verify", check=False)
    if done.returncode:
        raise AssertionError(f"ledger verify: {done.stdout}{done.stderr}")


def kills(house: House, rounds: int) -> str:
    """kill -9 at any moment while eight people write."""
    house.start()
    writers = Writers(house, 8)
    for round in range(rounds):
        with writers:
            time.sleep(random.uniform(0.02, 0.5))
            house.process.send_signal(signal.SIGKILL)
            house.process.wait()
            house.process = None
        house.start()
        if lost := writers.missing():
            raise AssertionError(f"after kill {round + 1}: {len(lost)} acknowledged entries are lost, such as {sorted(lost)[:3]}")
        if round % 20 == 0:
            print(f"  {house.name}: {round + 1} of {rounds} kills, {len(writers.acknowledged)} entries", flush=True)
    house.stop()
    checked(house)
    return f"{rounds} kills, {len(writers.acknowledged)} acknowledged entries, none lost; check is clean"


def power(house: House, rounds: int) -> str:
    """The files as they lie on the disk at any moment (the process held still), opened elsewhere."""
    house.start()
    writers = Writers(house, 8)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="proxenia-power-") as folder:
            with writers:
                time.sleep(random.uniform(0.05, 0.4))
                house.process.send_signal(signal.SIGSTOP)
                with writers.lock:
                    acknowledged = set(writers.acknowledged)
                for file in house.data.glob("*.sqlite*"):
                    if not file.name.endswith("-shm"):
                        shutil.copy2(file, folder)
                house.process.send_signal(signal.SIGCONT)
            other = House("power", program=house.program, data=pathlib.Path(folder))
            shutil.copytree(GAZETTEER, other.data, dirs_exist_ok=True) if GAZETTEER.is_dir() else None
            checked(other)
            other.accounts = house.accounts
            other.start()
            there = Writers(other, 0)
            there.acknowledged = acknowledged
            lost = there.missing()
            other.stop()
            if lost:
                raise AssertionError(f"{len(lost)} acknowledged entries are not in the copy, such as {sorted(lost)[:3]}")
    house.stop()
    return f"{rounds} copies opened clean, nothing acknowledged missing"


def full(house: House, rounds: int) -> str:
    """A file system that is full: clear answers, nothing lost, and work goes on when there is room again."""
    with tempfile.TemporaryDirectory(prefix="proxenia-full-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=True)
        try:
            small = House("full", program=house.program, database=os.path.join(folder, "proxenia.sqlite"), data=house.data)
            house.command("backup", os.path.join(folder, "b"))
            small.command("restore", os.path.join(folder, "b"))
            os.unlink(os.path.join(folder, "b"))
            ballast = pathlib.Path(folder, "ballast")
            room = shutil.disk_usage(folder).free
            ballast.write_bytes(b"x" * max(0, room - (3 << 20)))
            small.accounts = house.accounts
            small.start()
            writers = Writers(small, 8)
            with writers:
                deadline = time.monotonic() + 60
                while not writers.refused and time.monotonic() < deadline:
                    time.sleep(0.1)
                time.sleep(1)
            if not writers.refused:
                raise AssertionError("the disk was never full")
            if small.process.poll() is not None:
                raise AssertionError("the server ended when its disk was full")
            target = os.path.join(folder, "late")
            failed = small.command("backup", target, check=False)
            if failed.returncode != 1 or os.path.exists(target) or list(pathlib.Path(folder).glob("late*")):
                raise AssertionError(f"a backup onto a full disk: {failed.returncode} {failed.stderr}")
            ballast.unlink()
            before = len(writers.acknowledged)
            with writers:
                time.sleep(1)
            if len(writers.acknowledged) <= before:
                raise AssertionError(f"nothing can be written after there is room again: {writers.refused}")
            if lost := writers.missing():
                raise AssertionError(f"{len(lost)} acknowledged entries are lost")
            small.stop()
            checked(small)
            return f"refused while full with {writers.refused}, the server went on, none of {len(writers.acknowledged)} entries lost; check is clean"
        finally:
            subprocess.run(["umount", "-l", folder], check=False)


def backups(house: House, rounds: int) -> str:
    """Backups while 200 and more entries a second are written, each restored elsewhere and checked."""
    house.start()
    writers = Writers(house, 8)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="proxenia-backups-") as folder:
        with writers:
            time.sleep(1)
            for round in range(rounds):
                with writers.lock:
                    acknowledged = set(writers.acknowledged)
                house.command("backup", os.path.join(folder, f"{round}.proxenia"))
                other = House("restored", program=house.program, data=pathlib.Path(folder, str(round)))
                other.data.mkdir()
                shutil.copytree(GAZETTEER, other.data, dirs_exist_ok=True) if GAZETTEER.is_dir() else None
                other.command("restore", os.path.join(folder, f"{round}.proxenia"))
                checked(other)
                other.accounts = house.accounts
                other.start()
                there = Writers(other, 0)
                there.acknowledged = acknowledged
                lost = there.missing()
                other.stop()
                if lost:
                    raise AssertionError(f"backup {round + 1}: {len(lost)} entries acknowledged before it are not in it")
        rate = len(writers.acknowledged) / (time.monotonic() - began)
    house.stop()
    if rate < 200:
        raise AssertionError(f"only {rate:.0f} entries a second were written meanwhile; 200 are asked for")
    return f"{rounds} backups under {rate:.0f} entries a second, each restored and clean"


class PeopleImport:
    """A file of people on its way into the directory, as the office's officer brings it there in the browser."""

    def __init__(self, house: House, name: str, count: int):
        self.officer = house.office("officer", "duesseldorf")
        self.name = name
        self.count = count
        rows = [f"{name},{given:05d},{name.lower()}.{given}@invented.example" for given in range(count)]
        file = ("people.csv", "Family name,Given name,E-mail\n" + "\n".join(rows), "text/csv")
        form = self.officer.form_with(self.officer.get("/office/people/imports"), "csrf")
        sent = self.officer.session.post(
            self.officer.url("/office/people/imports"), data={"csrf": form.fields["csrf"]}, files={"file": file}, timeout=60)
        self.path = self.followed(sent)

    def followed(self, answer: requests.Response, seconds: float = 300) -> str:
        """Waits for the job an answer led to; the path of the page it leads to."""
        deadline = time.monotonic() + seconds
        while "/office/jobs/" in answer.url and time.monotonic() < deadline:
            time.sleep(0.05)
            answer = self.officer.get(answer.url)
        if answer.status_code != 200 or "/office/people/imports/" not in answer.url:
            raise AssertionError(f"{answer.url} answers {answer.status_code}")
        return answer.url.removeprefix(self.officer.address)

    def apply(self, seconds: float = 120) -> requests.Response:
        """The officer's word, as soon as nobody is at work on the file. Answers when the work is among the jobs."""
        deadline = time.monotonic() + seconds
        while "/office/jobs/" in (page := self.officer.get(self.path)).url and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.officer.submit(self.officer.form_with(page, "revision", "basis", "review"))

    def entered(self) -> int:
        answer = self.officer.get(f"/office/people/export/csv?q={self.name}")
        if answer.status_code != 200:
            raise RuntimeError(f"the export answers {answer.status_code}")
        return sum(self.name in line for line in answer.content.decode("utf-8-sig").splitlines()[1:])


def imports(house: House, rounds: int) -> str:
    """kill -9 in the middle of an import: afterwards all of it is there or nothing, and it can be made again. With PostgreSQL, where another
    server might be at it, that takes the minute of a job's lease."""
    house.start()
    broken_off = 0
    for round in range(rounds):
        people = PeopleImport(house, f"Endura{chr(97 + round // 26 % 26)}{chr(97 + round % 26)}", 2000)
        people.apply()
        time.sleep(random.uniform(0, 1.5))
        house.process.send_signal(signal.SIGKILL)
        house.process.wait()
        house.process = None
        house.start()
        found = people.entered()
        if found not in (0, people.count):
            raise AssertionError(f"import {round + 1}: {found} of {people.count} people are there")
        if found == 0:
            broken_off += 1
            people.followed(people.apply())
        elif "revision" in people.officer.get(people.path).text:
            raise AssertionError(f"import {round + 1} is made and asks to be made again")
        if (found := people.entered()) != people.count:
            raise AssertionError(f"import {round + 1}, made again: {found} of {people.count} people are there")
    house.stop()
    checked(house)
    if broken_off == 0:
        raise AssertionError("no import was broken off: the kills come too late")
    return f"{rounds} kills during an import, {broken_off} of them before it was made: whole or not at all; check is clean"


STAGES = {"kills": kills, "imports": imports, "power": power, "full": full, "backups": backups}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("stages", nargs="*", help=f"of {', '.join(STAGES)}; all when none is named")
    options.add_argument("--rounds", type=int, default=200, help="how often the server is killed; the other stages take a tenth")
    options.add_argument("--binary", type=pathlib.Path, default=HERE.parents[1] / ".build/release/proxenia")
    given = options.parse_args()
    unknown = [name for name in given.stages if name not in STAGES]
    if unknown:
        options.error(f"no stage is called {', '.join(unknown)}; there are {', '.join(STAGES)}")
    if not given.binary.is_file():
        options.error(f"{given.binary} is missing; swift build -c release makes it")
    failed = 0
    for name in given.stages or STAGES:
        for engine in ("sqlite", "postgres"):
            if engine == "postgres" and name in ("power", "full"):
                # What PostgreSQL writes to its disk is PostgreSQL's affair.
                continue
            if name == "full" and os.geteuid() != 0:
                print("full: SKIPPED, mounting a small file system needs the rights of root", flush=True)
                continue
            with contextlib.ExitStack() as stack:
                server = stack.enter_context(TemporaryPostgres()) if engine == "postgres" else None
                failed += endured(name, engine, given.binary.resolve(), server.url if server else None, given.rounds)
    return 1 if failed else 0


def endured(name: str, engine: str, program: pathlib.Path, database: str | None, rounds: int) -> int:
    """One stage on one engine; returns how many failed."""
    house = House(f"endure-{name}-{engine}", program=program, database=database)
    try:
        house.make()
        rounds = rounds if name == "kills" else max(1, rounds // 10)
        print(f"{name} on {engine}: {STAGES[name](house, rounds)}", flush=True)
        return 0
    except Exception as error:  # Each stage says what went wrong; the others are still worth running.
        print(f"{name} on {engine}: FAILED: {error}", flush=True)
        return 1
    finally:
        house.close()


if __name__ == "__main__":
    sys.exit(main())
