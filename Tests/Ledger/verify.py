"""Verifies a record that was taken away: python3 Tests/Ledger/verify.py FILE.html. Knows only docs/ledger.md."""

from __future__ import annotations

import html.parser
import json
import pathlib
import sys

from canonical import canonical, digest
from record import Record


class Reader(html.parser.HTMLParser):
    """Finds the element that holds the record."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("id", "record") in attributes

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data


def faults(page: str) -> list[str]:
    """What is wrong with a record; empty for one that verifies."""
    reader = Reader()
    reader.feed(page)
    whole = json.loads(reader.text)
    found = []
    if (whole["format"], whole["version"]) != ("proxenia-record", 1):
        found.append("not a record of version 1")
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
    return found


if __name__ == "__main__":
    wrong = faults(pathlib.Path(sys.argv[1]).read_text())
    print("\n".join(wrong) or "The record verifies.")
    sys.exit(1 if wrong else 0)
