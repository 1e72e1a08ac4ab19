"""Proposals, assents and what is agreed (docs/ledger.md, "What is agreed")."""

from __future__ import annotations

import collections
import dataclasses
import typing

from acts import is_known

if typing.TYPE_CHECKING:
    from record import Record

PREFIX = "agreed/"
MOST_ADOPTED = 16


@dataclasses.dataclass
class Motion:
    """A proposal that may be agreed."""

    base: str
    author: str
    stamp: tuple
    left: set[str]
    revocations: dict[str, set[str]]
    parties: set[str]
    absent: set[str]
    asked: set[str]
    assents: set[str]


def parties(record: Record, version: str) -> set[str] | None:
    """The parties with a key of a version or proposal; None when it is none."""
    if version == record.root:
        return set(record.entries[version]["act"]["parties"])
    return record.motions[version].parties if version in record.motions else None


def leaves(record: Record, withdrawal: str, version: str) -> bool:
    """Whether a withdrawal leaves a version."""
    effect = record.effects.get(withdrawal)
    return effect is not None and effect[0] == "withdrew" and (version == record.root or version in effect[1])


class Before:
    """What the author had done in the entries that its new one builds on."""

    def __init__(self, record: Record, entry: dict) -> None:
        self.assented: dict[str, str] = {}  # proposal: its base
        self.declined: set[str] = set()
        self.withdrawals: set[str] = set()
        self.revocations: set[str] = set()
        returned: set[str] = set()
        for name in record.past(entry["previous"]) if entry["previous"] else ():
            match record.effects.get(name):
                case ("assented", proposal, base, declining, returning):
                    self.assented[proposal] = base
                    self.declined |= declining
                    returned |= returning
                case ("declined", proposal):
                    self.declined.add(proposal)
                case ("withdrew", _):
                    self.withdrawals.add(name)
                case ("revoked",):
                    self.revocations.add(name)
        self.is_out = bool(self.withdrawals - returned)


def judge(record: Record, name: str, entry: dict) -> str | None:
    """The code of the fault for which an entry has no effect, or None."""
    act, author = entry["act"], entry["author"]
    if not _may_write(record, entry):
        return "not-invited"
    if not is_known(act):
        return "unknown-act"
    before = Before(record, entry)
    match act["kind"]:
        case "set" | "remove":
            if before.is_out:
                return "after-withdrawal"
            return "not-for-one-alone" if act["object"].startswith(PREFIX) else None
        case "invite" | "suspend" | "resume" | "attach" | "withdraw":
            return "after-withdrawal" if before.is_out else None
        case "adopt":
            ends = [record.entries[end] for end in act["ends"]]
            are_own = all(end["author"] == author and end["sequence"] < entry["sequence"] for end in ends)
            return None if are_own and len(ends) <= MOST_ADOPTED else "bad-adoption"
        case "propose":
            return _judge_proposal(record, name, entry, before)
        case "assent":
            return _judge_answer(record, act["proposal"], author, before) or _rule(record, record.motions[act["proposal"]], act["released"], author, before)
        case "decline":
            return _judge_answer(record, act["proposal"], author, before)
    return None


def _may_write(record: Record, entry: dict) -> bool:
    first = entry
    while first["previous"]:
        first = record.entries[first["previous"]]
    if first["act"]["kind"] == "create":
        return True
    invitation = first["act"]["invitation"]
    act = record.entries[invitation]["act"]
    if invitation in record.void or not is_known(act):
        return False
    return (act["kind"] == "create" and first["author"] in act["parties"]) or (act["kind"] == "invite" and act["party"] == first["author"])


def _motion(record: Record, name: str, entry: dict) -> Motion | None:
    act = entry["act"]
    of_base = parties(record, act["base"])
    if of_base is None:
        return None
    left, revocations = set(), collections.defaultdict(set)
    for known in act["knows"]:
        author = record.entries[known]["author"]
        if author in of_base and leaves(record, known, act["base"]):
            left.add(author)
        if author in of_base and record.effects.get(known) == ("revoked",):
            revocations[author].add(known)
    staying = of_base - left
    then = set(act["parties"]) if "parties" in act else staying
    absent = set(act["absent"]) if "absent" in act else _absent(record, act["base"])
    return Motion(act["base"], entry["author"], record.stamp(name), left, revocations, then, absent, staying | then, set())


def _absent(record: Record, version: str) -> set[str]:
    return set(record.entries[version]["act"]["absent"]) if version == record.root else record.motions[version].absent


def _judge_proposal(record: Record, name: str, entry: dict, before: Before) -> str | None:
    act, author = entry["act"], entry["author"]
    motion = _motion(record, name, entry)
    if motion is None:
        return "no-proposal"
    if author not in (parties(record, motion.base) or ()):
        return "not-asked"
    if author in motion.left:
        return "after-withdrawal"
    fault = _standing(record, motion.base, before)
    if fault:
        return fault
    if not all(changed.startswith(PREFIX) for changed in [*act["set"], *act["remove"]]):
        return "not-among-agreed"
    if "answers" in act:
        fault = _judge_answer(record, act["answers"], author, before)
    return fault or _rule(record, motion, act["released"], author, before)


def _standing(record: Record, base: str, before: Before) -> str | None:
    if base != record.root and base not in before.assented:
        return "no-standing"
    return "after-withdrawal" if any(leaves(record, withdrawal, base) for withdrawal in before.withdrawals) else None


def _judge_answer(record: Record, proposal: str, author: str, before: Before) -> str | None:
    """What assents, declines and counter-proposals have in common."""
    motion = record.motions.get(proposal)
    if motion is None:
        return "no-proposal"
    if proposal in before.assented:
        return "already-assented"
    if proposal in before.declined:
        return "already-declined"
    if author not in motion.asked:
        return "not-asked"
    is_of_base = author in (parties(record, motion.base) or ()) and author not in motion.left
    return _standing(record, motion.base, before) if is_of_base else None


def _rule(record: Record, motion: Motion, released: list[str], author: str, before: Before) -> str | None:
    """The rule by which nothing is agreed twice."""
    if not motion.revocations.get(author, set()) <= before.revocations:
        return "with-revoked-key"
    for name, base in before.assented.items():
        other = record.motions[name]
        is_senior = motion.stamp < other.stamp and motion.author not in other.left
        if base == motion.base and not is_senior and not any(releases(record, each, name) for each in released):
            return "against-the-rule"
    return None


def releases(record: Record, entry: str, proposal: str) -> bool:
    """Whether an entry makes sure that a proposal is never complete."""
    motion = record.motions[proposal]
    match record.effects.get(entry):
        case ("declined", declined):
            return declined == proposal
        case ("assented", _, _, declining, _):
            return proposal in declining
        case ("withdrew", assented):
            author = record.entries[entry]["author"]
            is_asked = author in (parties(record, motion.base) or ()) and author not in motion.left
            return is_asked and leaves(record, entry, motion.base) and proposal not in assented
    return False


def take(record: Record, name: str, entry: dict) -> None:
    """Notes what an entry that has an effect does to the standing of its author, and to proposals."""
    act, author = entry["act"], entry["author"]
    match act["kind"]:
        case "propose":
            motion = _motion(record, name, entry)
            assert motion is not None
            record.motions[name] = motion
            motion.assents.add(author)
            record.effects[name] = ("assented", name, act["base"], {act["answers"]} if "answers" in act else set(), set())
        case "assent":
            motion = record.motions[act["proposal"]]
            motion.assents.add(author)
            comes_in = author not in (parties(record, motion.base) or ()) or author in motion.left
            record.effects[name] = ("assented", act["proposal"], motion.base, set(), Before(record, entry).withdrawals if comes_in else set())
        case "decline":
            record.effects[name] = ("declined", act["proposal"])
        case "withdraw":
            record.effects[name] = ("withdrew", set(Before(record, entry).assented))
        case "revoke":
            record.effects[name] = ("revoked",)


def versions(record: Record) -> list[str]:
    """What is agreed, from the creation on."""
    if record.root not in record.entries:
        return [record.root]
    chain = [record.root]
    while True:
        complete = [name for name, motion in record.motions.items() if motion.base == chain[-1] and motion.asked <= motion.assents]
        if not complete:
            return chain
        chain.append(min(complete, key=record.stamp))


def agreed_twice(record: Record) -> list[str]:
    """Versions with more than one complete proposal."""
    complete = collections.Counter(motion.base for motion in record.motions.values() if motion.asked <= motion.assents)
    return [base for base, count in complete.items() if count > 1]


def _withdrawals(record: Record, party: str) -> list[str]:
    return [name for name, effect in record.effects.items() if effect[0] == "withdrew" and record.entries[name]["author"] == party]


def agreed(record: Record) -> dict:
    """The `agreed` member of the summary."""
    chain = versions(record)
    head = chain[-1]
    if head not in record.entries:
        return {"versions": chain, "parties": [], "left": {}, "absent": [], "objects": {}}
    objects: dict[str, dict] = {}
    for version in chain[1:]:
        act = record.entries[version]["act"]
        for name in act["remove"]:
            objects.pop(name, None)
        for name, fields in act["set"].items():
            merged = {**objects.get(name, {}), **fields}
            objects[name] = {field: value for field, value in merged.items() if value is not None}
            if not objects[name]:
                del objects[name]
    left = {}
    for party in parties(record, head) or ():
        leaving = [name for name in _withdrawals(record, party) if leaves(record, name, head)]
        if leaving:
            left[party] = min(leaving, key=record.stamp)
    return {
        "versions": chain,
        "parties": sorted((parties(record, head) or set()) - set(left)),
        "left": left,
        "absent": sorted(_absent(record, head)),
        "objects": objects,
    }


def proposals(record: Record) -> dict:
    """The `proposals` member of the summary."""
    chain = versions(record)
    return {
        name: {"standing": _standing_of(record, name, motion, chain), "asked": sorted(motion.asked), "given": sorted(motion.assents)}
        for name, motion in record.motions.items()
    }


def _standing_of(record: Record, name: str, motion: Motion, chain: list[str]) -> str:
    if name in chain:
        return "agreed"
    is_on_chain = motion.base in chain
    if is_on_chain and motion.base != chain[-1]:
        return "overtaken"
    if motion.asked <= motion.assents:
        return "premature"
    if any(releases(record, entry, name) for entry in record.effects):
        return "declined"
    return "open" if is_on_chain else "premature"
