"""No code of others in the repository: dependencies come through the package manager, with their licence and their updates."""

import re

from repository import files, finish, text

FOLDERS = {"vendor", "vendored", "third_party", "third-party", "thirdparty", "external", "node_modules", "bower_components"}
ENDINGS = (".min.js", ".min.css", ".bundle.js", ".whl", ".jar", ".so", ".a", ".dylib", ".tgz")
CODE = (".swift", ".c", ".h", ".js", ".mjs", ".css", ".py", ".sh")
OTHERS_RIGHTS = re.compile(r"(?i)copyright\s+(?:\(c\)|©|\d{4})|SPDX-License-Identifier|@license\b")

problems = []
for path in files():
    folder = next((part for part in path.parts[:-1] if part.lower() in FOLDERS), None)
    if folder:
        problems.append(f"{path} lies in a folder named {folder}")
    elif path.name.endswith(ENDINGS):
        problems.append(f"{path} looks like a build product of somebody else")
    elif path.name.endswith(CODE) and path.name != "own_code.py":
        content = text(path) or ""
        if OTHERS_RIGHTS.search(content[:3000]):
            problems.append(f"{path} opens with somebody's notice of rights")

finish("own code", problems, "nothing of others in here")
