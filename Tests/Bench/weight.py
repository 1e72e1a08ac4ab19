"""What a page weighs on the wire: its HTML, style sheets and scripts, compressed."""

from __future__ import annotations

import dataclasses
import gzip
import re
import urllib.parse

from office import Office


@dataclasses.dataclass
class Weight:
    """Bytes by kind; `sent_plain` when the server sent something uncompressed and we compressed it to know."""

    html: int = 0
    css: int = 0
    js: int = 0
    sent_plain: bool = False

    @property
    def total(self) -> int:
        return self.html + self.css + self.js


def _fetch(person: Office, address: str) -> tuple[int, str, bool]:
    """Compressed bytes, text, and whether it came uncompressed."""
    answer = person.session.get(address, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=30)
    answer.raise_for_status()
    wire = answer.raw.read(decode_content=False)
    if answer.headers.get("Content-Encoding") == "gzip":
        return len(wire), gzip.decompress(wire).decode(), False
    return len(gzip.compress(wire, 6)), wire.decode(), True


def of(person: Office, path: str) -> Weight:
    weight = Weight()
    address = person.url(path)
    weight.html, page, weight.sent_plain = _fetch(person, address)
    waiting: list[tuple[str, str]] = []
    for tag in re.findall(r"<(?:link|script)\b[^>]*>", page):
        source = re.search(r'\b(?:href|src)="([^"]+)"', tag)
        if source and (tag.startswith("<script") or re.search(r'rel="?(?:stylesheet|modulepreload)', tag)):
            waiting.append(("css" if "stylesheet" in tag else "js", urllib.parse.urljoin(address, source.group(1))))
    seen = set()
    while waiting:
        kind, asset = waiting.pop()
        if asset in seen:
            continue
        seen.add(asset)
        size, text, plain = _fetch(person, asset)
        weight.sent_plain |= plain and size > 500
        setattr(weight, kind, getattr(weight, kind) + size)
        pattern = r'@import\s+(?:url\()?["\']([^"\']+)' if kind == "css" else r'\bimport\s*(?:[\w{}\s,*]+from\s*)?\(?["\']([^"\']+)["\']'
        waiting += [(kind, urllib.parse.urljoin(asset, found)) for found in re.findall(pattern, text)]
    return weight
