"""Verifies a record that was taken away: python3 Tests/Ledger/verify.py FILE.html. Knows only docs/ledger.md."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html.parser
import json
import pathlib
import sys

from canonical import canonical, digest
from record import Record


class Reader(html.parser.HTMLParser):
    """Finds the elements that hold the record and its documents."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.parts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        name = dict(attributes).get("id") or ""
        self.inside = name if tag == "script" and (name == "record" or name.startswith("document-")) else ""
        if self.inside:
            self.parts.setdefault(self.inside, [])

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts[self.inside].append(data)

    def text(self, name: str) -> str:
        return "".join(self.parts.get(name, []))


def document_faults(reader: Reader, whole: dict, record: Record) -> list[str]:
    """What is wrong with the documents: each is in the file with the bytes that its hash names, or named as missing."""
    named = {entry["act"]["document"]: entry["act"]["size"] for _, entry in record.in_order("attach")}
    here, missing = whole["documents"], whole["missing"]
    found = [f"a document that no entry names: {name}" for name in sorted({*here, *missing} - named.keys())]
    found += [f"a document is neither here nor named as missing: {name}" for name in sorted(named.keys() - {*here, *missing})]
    for name in here:
        try:
            content = base64.b64decode("".join(reader.text(f"document-{name}").split()), validate=True)
        except binascii.Error:
            found.append(f"a document is not base64: {name}")
            continue
        if hashlib.sha256(content).hexdigest() != name or len(content) != named.get(name, len(content)):
            found.append(f"a document with other bytes: {name}")
    return found


def faults(page: str) -> list[str]:
    """What is wrong with a record; empty for one that verifies."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    whole = json.loads(reader.text("record"))
    found = []
    if whole["format"] != "proxenia-record" or whole["version"] not in (1, 2):
        found.append("not a record of version 1 or 2")
    entries = [json.dumps(entry).encode() for entry in whole["entries"]]
    record = Record(whole["partnership"], whole["root"], entries)
    found += [f"{code}: {name}" for name, code in sorted(record.refused)]
    found += [f"waits for one that is missing: {name}" for name in sorted(record.waiting)]
    if digest(canonical(record.summary())) != whole["digest"]:
        found.append("another digest")
    known = json.dumps(whole["entries"])
    for value in whole["values"]:
        if digest(canonical({"salt": value["salt"], "value": value["value"]})) not in known:
            found.append("a personal value that no entry commits to")
    # Files of the first version hold no documents.
    return found if whole["version"] == 1 else found + document_faults(reader, whole, record)


if __name__ == "__main__":
    wrong = faults(pathlib.Path(sys.argv[1]).read_text())
    print("\n".join(wrong) or "The record verifies.")
    sys.exit(1 if wrong else 0)
