"""Values and their one spelling (docs/ledger.md, "Values"): RFC 8785 with whole numbers only."""

from __future__ import annotations

import hashlib
import json

LARGEST = 2**53 - 1
DEEPEST = 32


class Unreadable(Exception):
    """Not a value of the ledger."""


def read(raw: bytes | str) -> object:
    """JSON text to a value; raises Unreadable for whatever the specification does not allow."""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = json.loads(text, object_pairs_hook=_members, parse_float=_refuse, parse_constant=_refuse, parse_int=_integer)
        text.encode()
        _look_through(value, 0)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(str(problem)) from None
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("a name occurs twice")
    return members


def _refuse(text: str) -> None:
    raise Unreadable(f"not a whole number: {text}")


def _integer(text: str) -> int:
    if text == "-0" or len(text) > 17 or abs(int(text)) > LARGEST:
        raise Unreadable(f"not a number of the ledger: {text}")
    return int(text)


def _look_through(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable("nested too deeply")
    if isinstance(value, str):
        value.encode()  # half a surrogate pair is no text
    elif isinstance(value, list):
        for item in value:
            _look_through(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            name.encode()
            _look_through(item, depth + 1)


def canonical(value: object) -> bytes:
    """The one spelling: members by UTF-16 code units, no spaces."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
