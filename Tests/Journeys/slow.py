"""A request that takes its time: the file is on its way while other things happen."""

from __future__ import annotations

import http.client
import urllib.parse

from office import Office


class SlowUpload:
    """A file of one invented person, sent in two halves. `begin()`, then whatever is to happen meanwhile, then `finish()`."""

    PATH = "/office/people/imports"

    def __init__(self, office: Office):
        page = office.get(self.PATH)
        csrf = office.form_with(page, "csrf").fields["csrf"]
        edge = "----slow-upload-4c1d"
        self.body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="slow.csv"\r\nContent-Type: text/csv\r\n\r\n'
            f"Vorname;Nachname\r\nInvented;Slowcoach\r\n\r\n--{edge}--\r\n").encode()
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(office.address).netloc, timeout=30)
        self.headers = {
            "content-type": f"multipart/form-data; boundary={edge}", "content-length": str(len(self.body)), "cookie": office.cookie_header()}

    def begin(self) -> SlowUpload:
        self.connection.putrequest("POST", self.PATH)
        for name, value in self.headers.items():
            self.connection.putheader(name, value)
        self.connection.endheaders(self.body[: len(self.body) // 2])
        return self

    def finish(self) -> http.client.HTTPResponse:
        self.connection.send(self.body[len(self.body) // 2 :])
        answer = self.connection.getresponse()
        answer.read()
        self.connection.close()
        return answer
