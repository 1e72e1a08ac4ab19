"""Every relative link and picture in a Markdown page leads to a file of this repository, every #heading to a heading."""

import re
import urllib.parse

from repository import ROOT, files, finish

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def headings(page: str) -> set[str]:
    found = set()
    for line in CODE.sub("", page).split("\n"):
        if line.startswith("#"):
            name = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", name).replace(" ", "-"))
    return found


problems = []
count = 0
for path in files(".md"):
    page = (ROOT / path).read_text()
    for target in LINK.findall(CODE.sub("", page)):
        if re.match(r"[a-z]+:", target):
            continue
        count += 1
        name, _, heading = urllib.parse.unquote(target).partition("#")
        there = (ROOT / path).parent / name if name else ROOT / path
        if not there.exists():
            problems.append(f"{path}: the link to {target} leads nowhere")
        elif heading and there.suffix == ".md" and heading not in headings(there.read_text()):
            problems.append(f"{path}: {target} names a heading that page does not have")

finish("links", problems, f"{count} links between pages")
