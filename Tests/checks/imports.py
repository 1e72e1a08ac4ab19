"""Imports point one way. The compiler lets a target import whatever happens to be built; this check does not.

Read from Package.swift: what every kit and every feature says it uses. Kits never import a feature; working features
never import each other; GRDB stays behind the storage seam.
"""

import re

from repository import ROOT, files, finish

package = (ROOT / "Package.swift").read_text()
problems = []


def declared(name: str) -> dict[str, set[str]]:
    block = re.search(r"let " + name + r":.*?= \[\n(.*?)\n\]", package, re.S)
    if not block:
        problems.append(f"Package.swift has no list “{name}”")
        return {}
    entries = re.findall(r'\("(\w+)", \[(.*?)\]\)', block.group(1))
    return {target: set(re.findall(r'"(\w+)"', uses)) for target, uses in entries}


kits = declared("kits")
features = declared("features")
IMPORT = re.compile(r"(?m)^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:public |package |internal |private )?import (?:struct |enum |class |func |protocol |typealias |let |var )?(\w+)")


def with_what_they_use(names: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += kits.get(name, set())
    return seen


def look(path, may_see: set[str]) -> None:
    source = (ROOT / path).read_text()
    for match in IMPORT.finditer(source):
        name = match.group(1)
        line = source.count("\n", 0, match.start(1)) + 1
        if (name in kits or name in features) and name not in may_see:
            problems.append(f"{path}:{line}: imports {name}, which Package.swift does not name as something it uses")
        if name == "GRDB" and path.parts[:2] != ("Kit", "Storage"):
            problems.append(f"{path}:{line}: imports GRDB; only Kit/Storage does")


for path in files(".swift"):
    if "Tests" in path.parts or len(path.parts) < 3:
        continue
    home, name = path.parts[0], path.parts[1]
    if home == "Kit" and name in kits:
        look(path, {name} | with_what_they_use(kits[name]))
    elif home == "Features" and name in features:
        look(path, {name} | set(kits) | features[name])

finish("imports", problems, f"{len(kits)} kits and {len(features)} features import only what they declare")
