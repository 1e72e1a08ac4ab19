"""The test vectors of the ledger, read by a second implementation that knows only docs/ledger.md (Tests/Ledger)."""

import json
import sys

from repository import ROOT, finish

sys.path.insert(0, str(ROOT / "Tests/Ledger"))

from canonical import Unreadable, canonical, digest, read  # noqa: E402
from record import Record  # noqa: E402

problems: list[str] = []
records = entries = 0


def check_values(cases: list) -> None:
    for text, expected in cases:
        try:
            found = canonical(read(text)).decode()
        except Unreadable:
            found = None
        if found != expected:
            problems.append(f"values.json: {text[:60]!r} gives {found!r}, not {expected!r}")


def check_personal(cases: list) -> None:
    for case in cases:
        if digest(canonical({"salt": case["salt"], "value": case["value"]})) != case["commitment"]:
            problems.append(f"personal.json: another commitment to {case['value']!r}")


def check_record(name: str, vector: dict) -> None:
    record = Record(vector["partnership"], vector["root"], [text.encode() for text in vector["entries"]])
    summary = record.summary()
    for member, expected in vector["summary"].items():
        if summary.get(member) != expected:
            problems.append(f"{name}: {member} is {summary.get(member)}, not {expected}")
    if digest(canonical(summary)) != vector["digest"]:
        problems.append(f"{name}: another digest")
    found = [list(finding) for finding in record.findings()]
    if found != vector["findings"]:
        problems.append(f"{name}: the findings are {found}, not {vector['findings']}")


for path in sorted((ROOT / "Kit/Ledger/Vectors").glob("*.json")):
    content = json.loads(path.read_text())
    if path.stem == "values":
        check_values(content["cases"])
    elif path.stem == "personal":
        check_personal(content["cases"])
    else:
        check_record(path.name, content)
        records += 1
        entries += len(content["entries"])

if records < 10:
    problems.append(f"only {records} records in Kit/Ledger/Vectors")
finish("ledger", problems, f"{entries} entries of {records} records come to the same in Python")
