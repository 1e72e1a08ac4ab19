"""A PostgreSQL of its own for one run: in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _program(name: str) -> str:
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} is not on this machine; bin/setup installs PostgreSQL")
    return found


class TemporaryPostgres:
    """`with TemporaryPostgres() as server: server.url` is an empty database. PostgreSQL refuses to run as root, so root lends it to another user."""

    def __enter__(self) -> TemporaryPostgres:
        self.folder = tempfile.mkdtemp(prefix="proxenia-postgres-")
        self.port = free_port()
        self._as = {}
        if os.geteuid() == 0:
            known = {entry.pw_name: entry for entry in pwd.getpwall()}
            user = known.get("postgres") or known["nobody"]
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        cluster = os.path.join(self.folder, "data")
        self._run(_program("initdb"), "-D", cluster, "-U", "proxenia", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._log = open(os.path.join(self.folder, "log"), "wb")
        settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", f"unix_socket_directories={self.folder}"]
        self.process = subprocess.Popen(
            [_program("postgres"), "-D", cluster, "-p", str(self.port), "-h", "127.0.0.1", *(part for setting in settings for part in ("-c", setting))],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, cwd=self.folder, **self._as,
        )
        try:
            self._wait()
            self._run(_program("createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "proxenia", "proxenia")
        except BaseException:
            self.__exit__()
            raise
        self.url = f"postgresql://proxenia@127.0.0.1:{self.port}/proxenia"
        return self

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, **self._as)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            ready = subprocess.run([_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], cwd=self.folder)
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start: " + pathlib.Path(self.folder, "log").read_text()[-2000:])

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
