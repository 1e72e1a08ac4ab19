"""The proxy of the operator guide, as it stands there: nginx takes it, and the keys in addresses stay out of its log."""

from __future__ import annotations

import http.server
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request

from post_office import self_made_certificate
from postgres import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEY = "Geheim-Schluessel_0123456789abcdefghijklmnopqr"


class Behind(http.server.BaseHTTPRequestHandler):
    """Stands where Proxenia would, and notes what comes through."""

    def do_GET(self):
        self.server.seen.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def settings_of_the_guide(folder: pathlib.Path, port: int, behind: int) -> str:
    found = re.search(r"^```nginx\n(.*?)^```", (ROOT / "docs/operator-guide.md").read_text(), re.S | re.M)
    assert found, "the guide shows no nginx any more"
    certificate, key = self_made_certificate(folder)
    text = found.group(1)
    for old, new in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"), ("/etc/ssl/partners.example.org.pem", str(certificate)),
        ("/etc/ssl/private/partners.example.org.key", str(key)), ("127.0.0.1:8080", f"127.0.0.1:{behind}"), ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in text, f"the guide does not say “{old}” any more"
        text = text.replace(old, new)
    return text


def keys_in_addresses() -> set[str]:
    """The first words of all addresses that hold a key, from the table of routes."""
    routes = (ROOT / "Tests/WholeApp/routes.txt").read_text()
    return set(re.findall(r"^[A-Z]+ /([a-z-]+)/\{token\}", routes, re.M))


def test_keys_stay_out_of_the_log_of_the_proxy(tmp_path):
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    assert program, "nginx is missing; bin/setup installs it"
    behind = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    behind.seen = []
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    port = free_port()
    config = tmp_path / "nginx.conf"
    temporary = " ".join(f"{part}_temp_path {tmp_path}/{part};" for part in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config.write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/start.log;\nevents {{}}\nhttp {{\n{temporary}\n"
        f"{settings_of_the_guide(tmp_path, port, behind.server_port)}}}\n")
    if os.geteuid() == 0:
        config.write_text("user root;\n" + config.read_text())
    checked = subprocess.run([program, "-t", "-p", str(tmp_path), "-c", str(config)], capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0, checked.stderr
    doors = keys_in_addresses()
    assert {"guest", "invitation", "calendar", "contact-point", "new-password"} <= doors
    wanted = [f"/{door}/{KEY}" for door in sorted(doors)]
    wanted += [f"/guest/{KEY}/plan/edit", f"/%67uest/{KEY}/talk", f"/calendar/{KEY}.ics", f"/sign-in/single/return?code={KEY}", "/office/organisations"]
    nginx = subprocess.Popen([program, "-p", str(tmp_path), "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=ssl._create_unverified_context()))
        for path in wanted:
            request = urllib.request.Request(f"https://127.0.0.1:{port}{path}", headers={"Referer": f"https://elsewhere.example/{KEY}"})
            for _ in range(100):
                try:
                    opener.open(request, timeout=5).close()
                    break
                except urllib.error.URLError as error:
                    assert "refused" in str(error.reason), error
                    time.sleep(0.05)
    finally:
        nginx.terminate()
        nginx.wait(20)
        behind.shutdown()
    assert behind.seen == wanted, "the proxy passes on other addresses than it was asked for"
    log = (tmp_path / "proxenia.log").read_text()
    assert len(log.splitlines()) == len(wanted)
    assert KEY not in log, log
    for part in ("/guest/***/plan/edit ", "/guest/***/talk ", "/calendar/*** ", "/sign-in/single/return ", "/office/organisations "):
        assert part in log, log
