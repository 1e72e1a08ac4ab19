"""nginx serving one static page: what this machine can do at best, at this moment."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from postgres import free_port

_SETTINGS = """
{user}
worker_processes auto;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/html html; }}
    server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


class Yardstick:
    """`with Yardstick(body) as nginx: nginx.address` serves exactly these bytes."""

    def __init__(self, body: bytes):
        self.body = body

    def __enter__(self) -> Yardstick:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="proxenia-nginx-"))
        port = free_port()
        self.address = f"http://127.0.0.1:{port}/page.html"
        (self.folder / "pages").mkdir()
        (self.folder / "pages" / "page.html").write_bytes(self.body)
        user = "user root;" if os.geteuid() == 0 else ""
        settings = self.folder / "nginx.conf"
        settings.write_text(_SETTINGS.format(user=user, folder=self.folder, port=port))
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            raise FileNotFoundError("nginx is missing; bin/setup installs it")
        self.process = subprocess.Popen([program, "-p", str(self.folder), "-e", str(self.folder / "error.log"), "-c", str(settings)], stdin=subprocess.DEVNULL)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(100):
            try:
                served = opener.open(self.address, timeout=2).read()
                assert served == self.body, "nginx serves other bytes than it was given"
                return self
            except urllib.error.URLError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("nginx did not start")

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
