"""Every test that docs/security.md names as proof must be there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
text = (ROOT / "docs/security.md").read_text()
swift = "\n".join(path.read_text() for folder in ("Kit", "Features", "Tests") for path in (ROOT / folder).rglob("*.swift") if "Tests" in path.parts)
python = {path.name for path in (ROOT / "Tests").rglob("*.py")}
named = set()
for line in text.splitlines():
    if line.startswith("|") and line.count("|") >= 4:
        named |= set(re.findall(r"`([A-Za-z_][\w.]*)`", line.split("|")[3]))
    elif not line.startswith("|"):
        named |= {word for word in re.findall(r"`([a-z][A-Za-z]{14,})`", line)}
missing = sorted(name for name in named if not (name in python or re.search(rf"\b(func|struct|enum) {re.escape(name)}\b", swift)))
for name in missing:
    print(f"docs/security.md: no test is called {name}")
print(f"security: {len(named)} tests named")
sys.exit(1 if missing else 0)
