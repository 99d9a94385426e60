#!/usr/bin/env python3
"""Are the generated parts of docs/ what the program says today?

A part stands between `<!-- tollgate ARGUMENTS -->` and `<!-- end -->`, alone on their lines: it is the output of that command.
With --write the parts are renewed instead of compared: `tests/house/generated_docs.py build/release/bin/tollgate --write`.
"""

import argparse
import difflib
import pathlib
import re
import shlex
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
PART = re.compile(r"(?P<open><!-- tollgate (?P<arguments>.*?) -->\n)(?P<text>.*?)(?P<close><!-- end -->\n)", re.DOTALL)


def renewed(page, program):
    def part(match):
        command = [program, *shlex.split(match["arguments"])]
        output = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout
        return f"{match['open']}{output}{match['close']}"

    return PART.sub(part, page)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    parts = 0
    stale = []
    for path in sorted((TOP / "docs").rglob("*.md")):
        old = path.read_text()
        parts += len(PART.findall(old))
        new = renewed(old, options.program.resolve())
        if new == old:
            continue
        stale.append(path)
        if options.write:
            path.write_text(new)
        else:
            sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), new.splitlines(True), str(path), "generated"))
    if parts == 0:
        sys.exit("no generated part found in docs/: the markers have changed")
    if stale and not options.write:
        sys.exit(f"renew with: tests/house/generated_docs.py {options.program} --write")


main()
