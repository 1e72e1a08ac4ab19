"""Connections that break in the middle: nothing is half written, nothing is left behind, the server goes on."""

import socket
import time

from house import House


def left_behind(house: House) -> set[str]:
    return {path.name for path in house.temporary.iterdir()}


def test_an_upload_that_breaks_off_leaves_nothing(house):
    officer = house.office("officer", "duesseldorf")
    page = officer.get("/office/imports")
    form = next(form for form in officer.forms(page) if form.method == "post" and "sign-out" not in form.action)
    before, files = page.text.count("<tr"), left_behind(house)
    head = "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\ncity,country\r\n"
    body = head.format(form.fields["csrf"]).encode() + b"Haifa,Israel\r\n" * 20_000
    for share in (0.0, 0.2, 0.9):
        with socket.create_connection(("127.0.0.1", house.port)) as connection:
            path = "/" + form.action.split("/", 3)[3]
            connection.sendall(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {officer.cookie_header()}\r\n"
                f"Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {len(body) + 100}\r\n\r\n".encode()
            )
            connection.sendall(body[: int(len(body) * share)])
            time.sleep(0.1)
    deadline = time.monotonic() + 20
    while left_behind(house) - files and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left_behind(house) - files == set()
    assert officer.get("/healthz").status_code == 200
    assert officer.get("/office/imports").text.count("<tr") == before
