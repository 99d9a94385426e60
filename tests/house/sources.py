"""The project's own files, and who includes whom."""

import pathlib
import re
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def files(*suffixes, top=TOP):
    """Tracked and new files with one of these suffixes, relative to the top, sorted; what Git ignores is left out."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=top, check=True, capture_output=True, text=True)
    names = {pathlib.PurePosixPath(name) for name in listed.stdout.split("\0") if name}
    return sorted(name for name in names if name.suffix in suffixes and (top / name).is_file())


def includes(path):
    """(line number, '<' or '"', name) of every #include of one file."""
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1], found[2]


def resolve(top, source, name):
    """The project's file that `source` (relative to the top) means by `name`, or None."""
    for candidate in (pathlib.PurePosixPath(name), source.parent / name):
        if (top / candidate).is_file():
            return candidate
    return None


def closure(source, top=TOP):
    """`source` and every file of the project that it includes, directly or not."""
    seen, waiting = set(), [source]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        for _, _, name in includes(top / current):
            found = resolve(top, current, name)
            if found:
                waiting.append(found)
    return sorted(seen)
