"""The record of a partnership from its entries, after docs/ledger.md alone: nothing here is taken from the product.

It is plain rather than quick: every question is answered by looking through the entries again.
"""

from __future__ import annotations

import collections

import agreement
import ed25519
from acts import Fault, cited, is_known, read_entry, signed_bytes
from canonical import canonical, digest

LEAP = 1_000_000
ORDINARY = {"set", "remove", "suspend", "resume", "attach", "say", "erase"}


def kind(entry: dict) -> str:
    """The kind of an entry's act; empty for one that this version cannot read."""
    return entry["act"]["kind"] if is_known(entry["act"]) else ""


class Record:
    """Reads everything at once; then `summary` and `findings` say what it is."""

    def __init__(self, partnership: str, root: str, raw: list[bytes]) -> None:
        self.partnership, self.root = partnership, root
        self.refused: set[tuple[str, str]] = set()
        self.entries: dict[str, dict] = {}  # in an order in which each stands after what it builds on
        self.void: dict[str, str] = {}
        self.keys: dict[str, tuple[str, set[str]]] = {}  # after an entry: the key of the next one, and the former ones
        self.effects: dict[str, tuple] = {}
        self.motions: dict[str, agreement.Motion] = {}
        self._pasts: dict[str, frozenset[str]] = {}
        waiting: dict[str, dict] = {}
        for text in raw:
            try:
                entry = read_entry(text)
            except Fault as fault:
                self.refused.add((digest(text), fault.code))
                continue
            name = digest(canonical(entry))
            misfit = self._misfit(name, entry)
            if misfit:
                self.refused.add((name, misfit))
            else:
                waiting[name] = entry
        self._take_in(waiting)
        self.waiting = waiting
        self._void_what_is_under_a_revoked_key()

    # What becomes part of the record ------------------------------------------------------------------------------

    def _misfit(self, name: str, entry: dict) -> str | None:
        first = entry["sequence"] == 1
        if entry["partnership"] != self.partnership:
            return "wrong-partnership"
        if (entry["previous"] is None) != first or (kind(entry) in ("create", "join")) != first:
            return "broken-chain"
        if kind(entry) == "create" and name != self.root:
            return "second-beginning"
        if first and digest(bytes.fromhex(entry["act"]["key"])) != entry["author"]:
            return "wrong-key"
        if kind(entry) == "create" and entry["author"] not in entry["act"]["parties"]:
            return "malformed"
        return None

    def _take_in(self, waiting: dict[str, dict]) -> None:
        """Moves entries from waiting into the record, as long as there is one whose all is here."""
        found = True
        while found:
            found = False
            for name, entry in list(waiting.items()):
                needed = ([entry["previous"]] if entry["previous"] else []) + cited(entry["act"])
                if any(other not in self.entries for other in needed):
                    continue
                found = True
                del waiting[name]
                fault = self._fault(entry, needed)
                if fault:
                    self.refused.add((name, fault))
                else:
                    self._admit(name, entry)

    def _fault(self, entry: dict, needed: list[str]) -> str | None:
        act, previous = entry["act"], self.entries.get(entry["previous"])
        if previous and (previous["author"] != entry["author"] or previous["sequence"] + 1 != entry["sequence"]):
            return "broken-chain"
        latest = max([self.entries[name]["clock"] for name in needed], default=0)
        if entry["clock"] <= latest:
            return "clock-behind"
        if entry["clock"] - latest > LEAP:
            return "clock-ahead"
        key, former = self.keys[entry["previous"]] if previous else (act["key"], set())
        signer = (self._first(entry)["act"].get("recovery") or key) if kind(entry) == "revoke" else key
        message, signature = signed_bytes(entry), bytes.fromhex(entry["signature"])
        if ed25519.is_signed(bytes.fromhex(signer), message, signature):
            return None
        others = (former | {key}) - {signer}
        return "wrong-key" if any(ed25519.is_signed(bytes.fromhex(other), message, signature) for other in others) else "bad-signature"

    def _first(self, entry: dict) -> dict:
        while entry["previous"]:
            entry = self.entries[entry["previous"]]
        return entry

    def _admit(self, name: str, entry: dict) -> None:
        self.entries[name] = entry
        fault = agreement.judge(self, name, entry)
        if fault:
            self.void[name] = fault
        else:
            agreement.take(self, name, entry)
        key, former = self.keys[entry["previous"]] if entry["previous"] else (entry["act"]["key"], set())
        if kind(entry) == "adopt" and not fault:
            former = former.union(*(self.keys[end][1] for end in entry["act"]["ends"])) - {key}
        if kind(entry) in ("rotate", "revoke"):
            former, key = former | {key}, entry["act"]["key"]
        self.keys[name] = (key, former)

    def past(self, name: str) -> frozenset[str]:
        """The author's own entries that this one builds on, and itself."""
        if name not in self._pasts:
            seen, ahead = set(), [name]
            while ahead:
                step = ahead.pop()
                if step in seen:
                    continue
                seen.add(step)
                entry = self.entries[step]
                if entry["previous"]:
                    ahead.append(entry["previous"])
                if kind(entry) == "adopt" and step not in self.void:
                    ahead += entry["act"]["ends"]
            self._pasts[name] = frozenset(seen)
        return self._pasts[name]

    def _void_what_is_under_a_revoked_key(self) -> None:
        revocations = [(name, self.entries[name]["author"]) for name, effect in self.effects.items() if effect[0] == "revoked"]
        for name, entry in self.entries.items():
            if kind(entry) not in ORDINARY or name in self.void:
                continue
            for revocation, author in revocations:
                if author == entry["author"] and name not in self.past(revocation) and revocation not in self.past(name):
                    self.void[name] = "with-revoked-key"

    # What it says ----------------------------------------------------------------------------------------------------

    def stamp(self, name: str) -> tuple:
        entry = self.entries[name]
        return entry["clock"], entry["author"], entry["sequence"], name

    def in_order(self, *kinds: str) -> list[tuple[str, dict]]:
        """Entries with an effect, of these kinds, in the order of the record."""
        chosen = [name for name, entry in self.entries.items() if name not in self.void and kind(entry) in kinds]
        return [(name, self.entries[name]) for name in sorted(chosen, key=self.stamp)]

    def ends(self) -> dict[str, list[str]]:
        """The ends of every author's chain."""
        followed = {entry["previous"] for entry in self.entries.values()}
        for name, entry in self.entries.items():
            if kind(entry) == "adopt" and name not in self.void:
                followed.update(set(entry["act"]["ends"]) - {name})
        ends = collections.defaultdict(list)
        for name in sorted(set(self.entries) - followed):
            ends[self.entries[name]["author"]].append(name)
        return ends

    def summary(self) -> dict:
        objects: dict[str, dict] = collections.defaultdict(dict)
        suspended: dict[str, str] = {}
        for name, entry in self.in_order("set", "remove", "suspend", "resume"):
            act = entry["act"]
            match act["kind"]:
                case "set":
                    objects[act["object"]][act["field"]] = {member: act[member] for member in ("value", "sealed") if member in act} | {"entry": name}
                case "remove":
                    objects[act["object"]] = {}
                case "suspend":
                    suspended[entry["author"]] = act["reason"]
                case "resume":
                    suspended.pop(entry["author"], None)
        present = {name: {field: content for field, content in fields.items() if content.get("value", 0) is not None} for name, fields in objects.items()}
        return {
            "agreed": agreement.agreed(self),
            "proposals": agreement.proposals(self),
            "objects": {name: fields for name, fields in present.items() if fields},
            "suspended": suspended,
            "messages": [name for name, _ in self.in_order("say")],
            "attachments": [name for name, _ in self.in_order("attach")],
            "erase": self._to_erase(),
            "participants": self._participants(),
            "void": dict(self.void),
            "forks": {author: ends for author, ends in self.ends().items() if len(ends) > 1},
        }

    def _to_erase(self) -> list[str]:
        asked = {(entry["author"], each) for _, entry in self.in_order("erase") for each in entry["act"]["commitments"]}
        made = {(entry["author"], entry["act"]["sealed"]) for entry in self.entries.values() if kind(entry) in ("set", "say") and "sealed" in entry["act"]}
        return sorted({commitment for _, commitment in asked & made})

    def _participants(self) -> dict[str, dict]:
        people: dict[str, dict] = {}
        for party in agreement.agreed(self)["parties"]:
            people[party] = {"name": "", "joined": False, "hosted": False, "key": None}
        for _, entry in reversed(self.in_order("invite")):
            act = entry["act"]
            hosted = "hosted" in act or people.get(act["party"], {}).get("hosted", False)
            people[act["party"]] = {"name": act["name"], "joined": False, "hosted": hosted, "key": None}
        for _, entry in reversed(self.in_order("create", "join")):
            hosted = people.get(entry["author"], {}).get("hosted", False)
            people[entry["author"]] = {"name": entry["act"]["name"], "joined": True, "hosted": hosted, "key": None}
        for author, ends in self.ends().items():
            if author in people:
                people[author]["key"] = self.keys[max(ends, key=self.stamp)][0]
        return people

    def findings(self) -> list[tuple[str | None, str]]:
        """All faults: the entry (none for a chain or the record), and the code."""
        all_known = [*self.entries.values(), *self.waiting.values()]
        present = {(entry["author"], entry["sequence"]) for entry in all_known}
        found: list[tuple[str | None, str]] = [*self.refused, *self.void.items()]
        for name, entry in self.waiting.items():
            previous = entry["previous"]
            if previous is None or previous in self.entries:
                found.append((name, "missing"))
            elif previous not in self.waiting and (entry["author"], entry["sequence"] - 1) in present:
                found.append((name, "broken-hash"))
            else:
                found.append((name, "gap"))
        found += [(None, "fork") for ends in self.ends().values() if len(ends) > 1]
        found += [(None, "agreed-twice") for _ in agreement.agreed_twice(self)]
        return sorted(found, key=lambda each: (each[1], each[0] or ""))
