"""Every sentence of the interface has its German, the same places to fill in, and no German is left without its sentence."""

from __future__ import annotations

import re

from repository import ROOT, finish

OPENERS = re.compile(r'(?<![A-Za-z0-9_.])(?:w|words|self|\$0|en|context\.w|scope\.w|page\.w|row\.w|c\.w|ask\.w|view\.w|form\.w)(?:\.html)?\(\s*"|Message\(\s*"|NavigationItem\(\.\w+,\s*"|Column(?:<[^>]*>)?\(\s*"[^"]*",\s*"|Filter\(\s*"[^"]*",\s*"|RecordKind\(\s*[\w."]+,\s*"|FactReading\(\s*[\w."]+,\s*"|ListExtra\(\s*"[^"]*",\s*"|BulkAction\(\s*"[^"]*",\s*"|BulkArgument\(\s*"|archiving\(\s*"[^"]*",\s*"|\.init\(\s*"[a-z_]+",\s*"(?=[A-Z])')


def literal(text: str, start: int) -> tuple[str, int] | None:
    """The key of a Swift literal that begins at `start` (after its quotation mark): interpolations become {0}, {1} …"""
    key, place, at = [], 0, start
    while at < len(text):
        sign = text[at]
        if sign == '"':
            return "".join(key), at + 1
        if sign == "\n":
            return None
        if sign == "\\":
            following = text[at + 1]
            if following == "(":
                depth, at = 1, at + 2
                while depth and at < len(text):
                    if text[at] == '"':
                        inner = literal(text, at + 1)
                        if inner is None:
                            return None
                        at = inner[1]
                        continue
                    depth += {"(": 1, ")": -1}.get(text[at], 0)
                    at += 1
                key.append("{%d}" % place)
                place += 1
                continue
            if following == "u":
                end = text.index("}", at)
                key.append(chr(int(text[at + 3 : end], 16)))
                at = end + 1
                continue
            key.append({"n": "\n", "t": "\t"}.get(following, following))
            at += 2
            continue
        key.append(sign)
        at += 1
    return None


def uncommented(text: str) -> str:
    return re.sub(r"(?m)^\s*//.*$", "", text)


def said() -> dict[str, str]:
    """Every key in the sources, with the file it stands in."""
    found: dict[str, str] = {}
    for folder in ("Kit", "Features", "App"):
        for file in sorted((ROOT / folder).rglob("*.swift")):
            if "Tests" in file.parts or "Testing" in file.parts:
                continue
            text = uncommented(file.read_text())
            for opener in OPENERS.finditer(text):
                # `self("…")` is a sentence only inside an extension of Words.
                if opener.group().startswith("self") and "extension Words" not in text and "struct Words" not in text:
                    continue
                read = literal(text, opener.end())
                if read and re.search(r"[A-Za-z]", read[0]):
                    found.setdefault(read[0], str(file.relative_to(ROOT)))
    return found


def catalogue(language: str) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    key = None
    for line in (ROOT / "Words" / f"{language}.txt").read_text().split("\n"):
        if line.startswith("#") or not line:
            continue
        if line.startswith("="):
            if key is not None:
                entries.setdefault(key, []).append(line)
        else:
            key = line
    return entries


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\d+)\}", text))


def faults(language: str, keys: dict[str, str]) -> list[str]:
    wrong = []
    for key, lines in catalogue(language).items():
        if key not in keys:
            wrong.append(f"Words/{language}.txt: nobody says “{key}”")
        for line in lines:
            plural = re.match(r"=(zero|one|two|few|many|other) ", line)
            body = line[plural.end():] if plural else line[1:]
            if (not places(body) <= places(key)) if plural else places(body) != places(key):
                wrong.append(f"Words/{language}.txt: “{key}” and its sentence differ in the places to fill")
        if any(line.startswith("=one ") for line in lines) and not any(line.startswith("=other ") for line in lines):
            wrong.append(f"Words/{language}.txt: “{key}” has no form “other”")
    return wrong


keys = said()
missing = [f"Words/de.txt: no German for “{key}” ({file})" for key, file in sorted(keys.items(), key=lambda item: item[1]) if key not in catalogue("de")]
finish("words", missing + faults("en", keys) + faults("de", keys), f"{len(keys)} sentences, each with its German")
