"""The forms of entries and acts (docs/ledger.md, "Entries" and "Acts"): what is exactly of a known form, and what is not."""

from __future__ import annotations

import re
import uuid

from canonical import LARGEST, Unreadable, canonical, read

ENTRY_BYTES = 262_144
LISTED = 1_000
MEMBERS = {"act", "author", "clock", "partnership", "previous", "sequence", "signature", "time", "version"}
PREAMBLE = b"proxenia-ledger-entry-1\n"

# An act's members: its needed ones, its optional ones.
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "create": ({"key", "name", "of", "parties", "absent"}, {"recovery"}),
    "invite": ({"party", "name"}, {"hosted"}),
    "join": ({"key", "name", "invitation"}, {"recovery"}),
    "set": ({"object", "field"}, {"value", "sealed"}),
    "remove": ({"object"}, set()),
    "propose": ({"base", "knows", "set", "remove", "released", "note"}, {"parties", "absent", "answers"}),
    "assent": ({"proposal", "released"}, set()),
    "decline": ({"proposal", "reason"}, set()),
    "suspend": ({"reason"}, set()),
    "resume": ({"reason"}, set()),
    "withdraw": ({"reason"}, set()),
    "attach": ({"document", "name", "type", "size", "object"}, set()),
    "say": ({"about"}, {"value", "sealed"}),
    "adopt": ({"ends"}, set()),
    "erase": ({"commitments"}, set()),
    "rotate": ({"key"}, set()),
    "revoke": ({"key"}, set()),
}
HASHES = {"key", "recovery", "party", "invitation", "base", "answers", "proposal", "document", "sealed"}
LISTS_OF_HASHES = {"parties", "knows", "released", "ends", "commitments"}
LISTS_OF_NAMES = {"absent"}
TEXTS = {"name", "of", "reason", "note", "about", "type"}


class Fault(Exception):
    """A fault by its code."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def is_hash(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def is_name(value: object, most: int) -> bool:
    return isinstance(value, str) and len(value) <= most and re.fullmatch(r"[A-Za-z0-9._/:-]+", value) is not None


def _is_sorted(values: object, allowed) -> bool:
    return isinstance(values, list) and len(values) <= LISTED and all(map(allowed, values)) and values == sorted(set(values))


def is_known(act: dict) -> bool:
    """Whether this version can read the act, member by member."""
    kind = act.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return False
    needed, optional = KINDS[kind]
    names = set(act) - {"kind"}
    if not needed <= names or names - needed - optional:
        return False
    if kind in ("set", "say") and ("value" in act) == ("sealed" in act):
        return False
    return all(_is_well_formed(kind, name, act[name]) for name in names)


def _is_well_formed(kind: str, name: str, value: object) -> bool:
    if name in HASHES:
        return is_hash(value)
    if name in LISTS_OF_HASHES:
        return _is_sorted(value, is_hash)
    if name in LISTS_OF_NAMES or (kind, name) == ("propose", "remove"):
        return _is_sorted(value, lambda text: is_name(text, 200))
    if name in TEXTS:
        return isinstance(value, str)
    if (kind, name) == ("propose", "set"):
        return isinstance(value, dict) and all(
            is_name(object_name, 200) and isinstance(fields, dict) and all(is_name(field, 100) for field in fields) for object_name, fields in value.items()
        )
    if name == "object":
        return isinstance(value, str) if kind == "attach" else is_name(value, 200)
    if name == "field":
        return is_name(value, 100)
    if name == "hosted":
        return value is True
    if name == "size":
        return is_integer(value) and value >= 0
    return True  # the value of a field or message


def is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def cited(act: dict) -> list[str]:
    """The entries an act names."""
    match act.get("kind") if is_known(act) else None:
        case "join":
            return [act["invitation"]]
        case "propose":
            return [act["base"], *act["knows"], *act["released"], *([act["answers"]] if "answers" in act else [])]
        case "assent":
            return [act["proposal"], *act["released"]]
        case "decline":
            return [act["proposal"]]
        case "adopt":
            return list(act["ends"])
    return []


def read_entry(raw: bytes) -> dict:
    """An entry, or a Fault."""
    if len(raw) > ENTRY_BYTES:
        raise Fault("too-large")
    try:
        entry = read(raw)
    except Unreadable:
        raise Fault("malformed") from None
    if not isinstance(entry, dict) or set(entry) != MEMBERS or entry["version"] != 1 or entry["version"] is True:
        raise Fault("malformed")
    partnership = entry["partnership"]
    try:
        well_formed = isinstance(partnership, str) and str(uuid.UUID(partnership)) == partnership
    except ValueError:
        well_formed = False
    well_formed = (
        well_formed
        and is_hash(entry["author"])
        and all(is_integer(entry[name]) for name in ("sequence", "clock", "time"))
        and entry["sequence"] >= 1
        and entry["clock"] >= 1
        and (entry["previous"] is None or is_hash(entry["previous"]))
        and isinstance(entry["signature"], str)
        and re.fullmatch(r"[0-9a-f]{128}", entry["signature"]) is not None
        and isinstance(entry["act"], dict)
    )
    if not well_formed:
        raise Fault("malformed")
    if len(canonical(entry)) > ENTRY_BYTES:
        raise Fault("too-large")
    return entry


def signed_bytes(entry: dict) -> bytes:
    return PREAMBLE + canonical({name: value for name, value in entry.items() if name != "signature"})
