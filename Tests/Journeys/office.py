"""A person's browser without the browser: keeps cookies, fills forms as they were sent, carries their hidden fields along.

Stands on `requests`; used by the stories that need no eyes and by the benchmark.
"""

from __future__ import annotations

import dataclasses
import html.parser
import urllib.parse

import requests


@dataclasses.dataclass
class Form:
    """A form as it stood on a page: where it goes, and the values it would send if nobody touched it."""

    action: str
    method: str
    fields: dict[str, str]


class _FormReader(html.parser.HTMLParser):
    def __init__(self, address: str):
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._text_area: str | None = None
        self._choice: str | None = None

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = urllib.parse.urljoin(self.address, given.get("action") or self.address)
            self._open = Form(action, given.get("method", "get").lower(), {})
            self.forms.append(self._open)
        if self._open is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") in ("checkbox", "radio") and "checked" not in given:
                return
            if given.get("type") not in ("submit", "image", "button", "file"):
                self._open.fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif tag == "textarea" and name:
            self._text_area = name
            self._open.fields[name] = ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice:
            if "selected" in given or self._choice not in self._open.fields:
                self._open.fields[self._choice] = given.get("value", "")

    def handle_data(self, data):
        if self._open is not None and self._text_area:
            self._open.fields[self._text_area] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text_area = None
        elif tag == "select":
            self._choice = None


class Office:
    """One person at one server. `Office(address).sign_in(email, password)`; then `get`, `post` and `submit`."""

    def __init__(self, address: str, timeout: float = 30):
        self.address = address.rstrip("/")
        self.timeout = timeout
        self.session = requests.Session()
        # Never through a proxy the machine may name: the server is this machine's own.
        self.session.trust_env = False

    def url(self, path: str) -> str:
        return urllib.parse.urljoin(self.address + "/", path)

    def get(self, path: str, **more) -> requests.Response:
        return self.session.get(self.url(path), timeout=self.timeout, **more)

    def post(self, path: str, fields: dict[str, str], **more) -> requests.Response:
        return self.session.post(self.url(path), data=fields, timeout=self.timeout, **more)

    def forms(self, page: requests.Response) -> list[Form]:
        reader = _FormReader(page.url)
        reader.feed(page.text)
        return reader.forms

    def form_with(self, page: requests.Response, *names: str) -> Form:
        """The first form of the page that has all these fields; raises LookupError with what there is instead."""
        forms = self.forms(page)
        for form in forms:
            if all(name in form.fields for name in names):
                return form
        there = "; ".join(f"{form.method} {form.action} ({', '.join(form.fields)})" for form in forms) or "no form at all"
        raise LookupError(f"{page.url} ({page.status_code}) has no form with {', '.join(names)}; it has {there}")

    def submit(self, form: Form, changes: dict[str, str] | None = None, **more) -> requests.Response:
        """Sends the form with these fields changed; its hidden ones (csrf among them) go along as they came."""
        fields = {**form.fields, **(changes or {})}
        if form.method == "get":
            return self.session.get(form.action, params=fields, timeout=self.timeout, **more)
        return self.session.post(form.action, data=fields, timeout=self.timeout, **more)

    def sign_in(self, email: str, password: str) -> Office:
        """Signs in by the page's own form; raises RuntimeError when the server does not let this person in."""
        page = self.get("/sign-in")
        form = self.form_with(page, "email", "password", "csrf")
        reply = self.submit(form, {"email": email, "password": password})
        if reply.status_code >= 400 or urllib.parse.urlsplit(reply.url).path == "/sign-in":
            raise RuntimeError(f"{email} could not sign in: {reply.status_code} at {reply.url}")
        return self

    def cookie_header(self) -> str:
        """The cookies as one header value, for tools that keep none (wrk)."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)
