"""A Proxenia server with the demonstration office: started on a free port, in a temporary data folder, stopped with the run."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from office import Office
from postgres import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORTS = ROOT / ".reports"
GAZETTEER = ROOT / ".build" / "gazetteer-for-tests"


def binary() -> pathlib.Path:
    """The program under test: PROXENIA_BINARY, else the debug build."""
    found = pathlib.Path(os.environ.get("PROXENIA_BINARY") or ROOT / ".build/debug/proxenia")
    if not found.is_file():
        raise FileNotFoundError(f"{found} is missing; swift build makes it")
    return found.resolve()


@contextlib.contextmanager
def kept_gazetteer() -> Iterator[None]:
    """Holds the gazetteer that is kept between runs: journeys run side by side, and only one may read or renew it at a time."""
    GAZETTEER.parent.mkdir(parents=True, exist_ok=True)
    with open(GAZETTEER.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclasses.dataclass(frozen=True)
class Account:
    """A person of the demonstration, as `proxenia demo` wrote it into demonstration.json."""

    name: str
    email: str
    password: str
    role: str
    office: str


class House:
    """One server and its data folder. `make()` fills the folder with the demonstration, `start()` and `stop()` may be repeated."""

    def __init__(self, name: str, program: pathlib.Path | None = None, database: str | None = None, data: pathlib.Path | None = None, environment: dict[str, str] | None = None):
        self.name = name
        self.environment = environment or {}
        self.program = program or binary()
        self.database = database
        self._own_data = data is None
        self.data = data or pathlib.Path(tempfile.mkdtemp(prefix="proxenia-data-"))
        # What the server writes down in passing; a folder of its own shows what it leaves behind.
        self.temporary = pathlib.Path(tempfile.mkdtemp(prefix="proxenia-temporary-"))
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        self.accounts: list[Account] = []
        REPORTS.mkdir(exist_ok=True)
        self.log = REPORTS / f"server-{name}.log"

    @property
    def _where(self) -> list[str]:
        return ["--data", str(self.data)] + (["--database", self.database] if self.database else [])

    def command(self, *words: str, seconds: float = 600, check: bool = True) -> subprocess.CompletedProcess:
        """Runs one subcommand on this data folder to its end."""
        done = subprocess.run(
            [str(self.program), *words, *self._where], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds, cwd=self.data
        )
        if check and done.returncode:
            raise RuntimeError(f"proxenia {' '.join(words)} ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done

    def make(self, keep_gazetteer: bool = True) -> House:
        """Fills the data folder with the demonstration office and reads who may sign in.

        The gazetteer is the same in every folder and slow to build without optimisation, so it is kept between runs;
        its files carry their version in their names, which makes an old one harmless.
        """
        with kept_gazetteer():
            if keep_gazetteer and GAZETTEER.is_dir():
                shutil.copytree(GAZETTEER, self.data, dirs_exist_ok=True)
        self.command("demo", seconds=1800)
        if keep_gazetteer:
            self._keep_gazetteer()
        return self.read_accounts()

    def _keep_gazetteer(self) -> None:
        """Keeps it for the next, unless just this one is kept."""
        files = {file.relative_to(self.data): file for file in self.data.rglob("gazetteer-*")}
        with kept_gazetteer():
            if all((GAZETTEER / place).is_file() for place in files):
                return
            shutil.rmtree(GAZETTEER, ignore_errors=True)
            for place, file in files.items():
                kept = GAZETTEER / place
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, kept)

    def read_accounts(self) -> House:
        written = json.loads((self.data / "demonstration.json").read_text())
        names = [field.name for field in dataclasses.fields(Account)]
        self.accounts = [Account(**{name: account.get(name) or "" for name in names}) for account in written["accounts"]]
        return self

    def start(self, wait: float = 60, until: str = "/healthz") -> float:
        """Starts the server; returns the seconds until its first good answer to `until`."""
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(self.program), "serve", *self._where, "--port", str(self.port)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.data,
                env={**os.environ, "TMPDIR": str(self.temporary), **self.environment},
            )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() - began < wait:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once with {self.process.returncode}: {self.last_words()}")
            try:
                with opener.open(self.address + until, timeout=5) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(0.005)
        self.stop()
        raise RuntimeError(f"no answer from {self.address}{until} in {wait:.0f} s: {self.last_words()}")

    def stop(self) -> int | None:
        """Stops the server as Ctrl-C does; returns its exit code. Kills it after 15 s."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        code = self.process.returncode
        self.process = None
        return code

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.temporary, ignore_errors=True)
        if self._own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def account(self, role: str, office: str | None = None) -> Account:
        """The first demonstration person with this role (in this office); raises LookupError naming those there are."""
        for account in self.accounts:
            if account.role == role and office in (None, account.office):
                return account
        there = ", ".join(f"{account.role} in {account.office}" for account in self.accounts)
        raise LookupError(f"the demonstration has no {role}{' in ' + office if office else ''}; it has {there}")

    def visitor(self) -> Office:
        """Somebody who has not signed in."""
        return Office(self.address)

    def office(self, role: str, office: str | None = None) -> Office:
        """The first person with this role, signed in."""
        account = self.account(role, office)
        return Office(self.address).sign_in(account.email, account.password)
