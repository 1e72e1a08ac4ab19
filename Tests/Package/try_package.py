"""Unpacks a package and runs what is in it: nothing of the checkout, nothing of Swift, an empty environment.

    python3 Tests/Package/try_package.py FILE.deb

As root, where the kernel has overlay file systems, it is also installed for good, upgraded, removed and purged on a copy of this machine.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request


def run(*words: str | pathlib.Path, environment: dict[str, str] | None = None, seconds: float = 900) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=environment, timeout=seconds, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def look(package: pathlib.Path, root: pathlib.Path, control: pathlib.Path) -> None:
    """Everything in its place, with the rights it should have."""
    run("dpkg-deb", "-x", package, root)
    run("dpkg-deb", "-e", package, control)
    for path, mode in {
        "usr/bin/proxenia": 0o755, "lib/systemd/system/proxenia.service": 0o644, "etc/proxenia/proxenia.conf": 0o640,
        "usr/share/doc/proxenia/copyright": 0o644, "usr/share/doc/proxenia/NOTICE": 0o644, "usr/share/doc/proxenia/operator-guide.md.gz": 0o644,
        "usr/share/man/man1/proxenia.1.gz": 0o644,
    }.items():
        found = stat.S_IMODE((root / path).stat().st_mode)
        assert found == mode, f"{path} has {found:o}, not {mode:o}"
    owners = {line.split()[1] for line in run("dpkg-deb", "-c", package).splitlines()}
    assert owners == {"root/root"}, owners
    fields = dict(line.split(": ", 1) for line in (control / "control").read_text().splitlines() if re.match(r"[A-Z][\w-]*: ", line))
    for library in ("libc6", "libsqlite3-0", "libpq5", "libcurl4", "zlib1g", "adduser"):
        assert re.search(rf"\b{re.escape(library)}\b", fields["Depends"]), f"{library} is not in Depends: {fields['Depends']}"
    assert (control / "conffiles").read_text().split() == ["/etc/proxenia/proxenia.conf"]
    for script in ("postinst", "prerm", "postrm"):
        run("sh", "-n", control / script)
    unit = (root / "lib/systemd/system/proxenia.service").read_text()
    program = re.search(r"(?m)^ExecStart=(\S+) serve --data /var/lib/proxenia$", unit)
    assert program and os.access(root / program.group(1).lstrip("/"), os.X_OK), "the unit starts what the package brings"
    if shutil.which("systemd-analyze"):
        # With the program where it lies now; the rest of what it names is this machine's.
        copy = control / "proxenia.service"
        copy.write_text(unit.replace("/usr/bin/proxenia", str(root / "usr/bin/proxenia")))
        run("systemd-analyze", "verify", "--man=no", copy)
    # Whatever it is linked with comes from a package, and Swift from inside.
    libraries = run("ldd", root / "usr/bin/proxenia")
    assert "not found" not in libraries and "libswift" not in libraries and "libFoundation" not in libraries, libraries
    manual = run("zcat", root / "usr/share/man/man1/proxenia.1.gz")
    for command in re.findall(r"(?m)^  ([a-z-]+) {2,}", run(root / "usr/bin/proxenia", "--help").split("SUBCOMMANDS:")[1]):
        assert command == "help" or command.startswith("measure") or command in manual, f"the man page does not know “{command}”"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def answer(address: str) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def serve(root: pathlib.Path, data: pathlib.Path) -> None:
    """The program alone: version, demonstration, healthy, a page with its style sheet, an orderly end."""
    program, environment = root / "usr/bin/proxenia", {"PATH": "/usr/bin:/bin", "HOME": str(data), "LC_ALL": "C.UTF-8"}
    version = run(program, "--version", environment=environment).strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version), version
    run(program, "demo", "--data", data, environment=environment)
    secret = data / "secret"
    run(program, "secret", secret, "--data", data, environment=environment)
    environment["PROXENIA_SECRET_FILE"] = str(secret)
    port = free_port()
    with open(data / "log", "wb") as log:
        server = subprocess.Popen(
            [program, "serve", "--data", data, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                if answer(f"{address}/healthz")[0] == 200:
                    break
            except OSError:
                pass
            assert server.poll() is None, f"the server ended: {(data / 'log').read_text()[-2000:]}"
            time.sleep(0.1)
        assert answer(f"{address}/healthz")[0] == 200
        status, page = answer(f"{address}/")
        assert status == 200 and "Düsseldorf" in page
        style = re.search(r'href="(/assets/[^"]+\.css)"', page)
        assert style and answer(address + style.group(1))[0] == 200
        assert answer(f"{address}/api/v1/places?q=chongqing")[0] == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0, f"SIGTERM ended it with {server.returncode}"
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
    events = [json.loads(line) for line in (data / "log").read_text().splitlines() if line.startswith("{")]
    assert {event.get("route") for event in events} >= {"/healthz", "/", "/api/v1/places"}, events
    assert "\nok " in "\n" + run(program, "check", "--data", data, environment=environment)


# On a copy of the machine, seen by this shell and its children alone.
INSTALLING = r"""
set -eu
mount -t tmpfs none "$1"
mkdir "$1/up" "$1/work" "$1/all"
mount -t overlay overlay -o lowerdir=/,upperdir="$1/up",workdir="$1/work" "$1/all"
cp "$2" "$1/all/package.deb"
mount -t proc none "$1/all/proc"
mount --bind /dev "$1/all/dev"
exec chroot "$1/all" sh -eu -c '
export DEBIAN_FRONTEND=noninteractive
step() { echo "step: $*"; }
missing=$(dpkg-deb -f /package.deb Depends | tr , "\n" | sed "s/(.*//; s/|.*//; s/ //g" | while read name; do dpkg-query -W -f "\${Status}" "$name" 2>/dev/null | grep -q "install ok installed" || echo "$name"; done)
if [ -n "$missing" ]; then echo "missing: $missing"; fi
step install; dpkg --force-depends -i /package.deb
getent passwd proxenia | grep -q ":/var/lib/proxenia:"
[ "$(stat -c "%U %a" /var/lib/proxenia)" = "proxenia 700" ]
[ "$(stat -c "%U %G %a" /etc/proxenia/secret)" = "root proxenia 640" ]
secret=$(cat /etc/proxenia/secret)
step "as the user of the service"
setpriv --reuid=proxenia --regid=proxenia --clear-groups env PROXENIA_SECRET_FILE=/etc/proxenia/secret proxenia migrate --data /var/lib/proxenia >/dev/null 2>&1
step "upgrade keeps what was changed"
echo "PROXENIA_ADDRESS=https://changed.example.org" >> /etc/proxenia/proxenia.conf
dpkg --force-depends --force-confold -i /package.deb
grep -q changed.example.org /etc/proxenia/proxenia.conf
[ "$secret" = "$(cat /etc/proxenia/secret)" ]
step remove; dpkg -r proxenia
[ -e /etc/proxenia/proxenia.conf ] && [ ! -e /usr/bin/proxenia ]
step purge; dpkg -P proxenia
[ ! -e /etc/proxenia/proxenia.conf ] && [ -e /var/lib/proxenia/proxenia.sqlite ] && [ -e /etc/proxenia/secret ]
step "a database that is there already keeps its secret"
rm -rf /etc/proxenia; dpkg --force-depends -i /package.deb
[ ! -e /etc/proxenia/secret ] && [ ! -e /etc/proxenia/secret.conf ]
echo "all steps done"'
"""


def install(package: pathlib.Path, folder: pathlib.Path) -> bool:
    """Installs, upgrades and purges it. False where this machine cannot be copied."""
    if os.geteuid() != 0:
        return False
    done = subprocess.run(
        ["unshare", "--mount", "--net", "--propagation", "private", "sh", "-c", INSTALLING, "sh", str(folder), str(package)], capture_output=True, text=True, timeout=900
    )
    if "step: install" not in done.stdout:
        print(f"package: not installed for a trial: {done.stderr.strip().splitlines()[-1:]}")
        return False
    assert done.returncode == 0 and "all steps done" in done.stdout, f"{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return True


def main() -> None:
    package = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="proxenia-package-") as name:
        folder = pathlib.Path(name)
        for part in ("root", "data", "trial"):
            (folder / part).mkdir()
        look(package, folder / "root", folder / "control")
        serve(folder / "root", folder / "data")
        installed = install(package, folder / "trial")
    print(f"package: it runs from where it was unpacked{', and was installed, upgraded, removed and purged' if installed else ''}")


if __name__ == "__main__":
    main()
