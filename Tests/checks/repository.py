"""What every check shares: the files that belong to the repository, whether committed yet or not."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(*endings: str) -> list[pathlib.Path]:
    """Tracked files and new ones git does not ignore, as paths relative to the top; all, or those with one of the endings."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    paths = sorted({pathlib.Path(name) for name in listed.split("\0") if name})
    return [path for path in paths if (ROOT / path).is_file() and (not endings or path.name.endswith(endings))]


def text(path: pathlib.Path) -> str | None:
    """The file's text, or None when it is not text."""
    raw = (ROOT / path).read_bytes()
    if b"\0" in raw[:8000]:
        return None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def finish(name: str, problems: list[str], good: str) -> None:
    """Prints the outcome and ends the check, with failure when there is a problem."""
    for problem in problems:
        print(f"{name}: {problem}", file=sys.stderr)
    if problems:
        sys.exit(1)
    print(f"{name}: {good}")


if __name__ == "__main__":
    sys.exit(0)  # bin/check calls every file of this folder; this one is only what the others stand on
