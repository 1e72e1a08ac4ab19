"""No file carries a path of somebody's machine, an unfinished thought or the address of a private package registry."""

import re

from repository import files, finish, text

# Written in pieces, so that this file does not find itself.
FORBIDDEN = [
    (re.compile(r"(?<![\w.~/-])/(?:" + "|".join(["home", "Users", "root", "work", "workspace"]) + r")/[\w.-]+"), "an absolute path of one machine"),
    (re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b"), "an unfinished thought: do it, or open an issue"),
    (re.compile(r"https?://[\w.-]*(?:" + "|".join(["artif" + "actory", "nex" + "us", "pypi-mir" + "ror", "reg" + r"istry\."]) + r")[\w./-]*"), "the address of a package registry"),
    (re.compile(r"--(?:extra-)?ind" + "ex-url"), "the address of a package registry"),
    (re.compile(r"(?m)^(?:<{7}|>{7}|={7})(?: |$)"), "a mark of a merge conflict"),
]

problems = []
looked_at = 0
for path in files():
    content = text(path)
    if content is None or path.suffix in (".tsv", ".csv", ".svg"):
        continue
    looked_at += 1
    for number, line in enumerate(content.split("\n"), start=1):
        if len(line) > 5000:
            continue  # data, not prose
        for pattern, reason in FORBIDDEN:
            found = pattern.search(line)
            if found:
                problems.append(f"{path}:{number}: “{found.group(0).strip()}” is {reason}")

finish("wording", problems, f"{looked_at} files")
