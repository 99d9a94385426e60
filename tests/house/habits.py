"""Budgets and habits of the house that a script can see. Each check returns its problems as lines."""

import collections
import json
import pathlib

import sources

FILE_LINES, HEADER_LINES, MAIN_LINES, FOLDER_SOURCES = 500, 150, 60, 12
CROWDED_BY_NATURE = {"core/pss", "tests/core/pss"}  # one file a check of the Pod Security Standards
CODE = (".cpp", ".h", ".py", ".sh", ".go", ".cmake", "")


def lines_of(path):
    return len((sources.TOP / path).read_text(errors="replace").splitlines())


def budget(path):
    if path.name == "main.cpp":
        return MAIN_LINES
    return HEADER_LINES if path.suffix == ".h" else FILE_LINES


def too_long():
    for path in sources.files(*CODE):
        if path.name != "LICENSE" and lines_of(path) > budget(path):
            yield f"{path}: {lines_of(path)} lines, {budget(path)} at most"


def crowded_folders():
    count = collections.Counter(str(path.parent) for path in sources.files(".cpp"))
    for folder, number in sorted(count.items()):
        if number > FOLDER_SOURCES and folder not in CROWDED_BY_NATURE:
            yield f"{folder}: {number} source files, {FOLDER_SOURCES} at most"


def own_header_first():
    """x.cpp includes x.h before anything else: this proves that the header compiles alone."""
    for path in sources.files(".cpp"):
        header = path.with_suffix(".h")
        if (sources.TOP / header).is_file():
            first = next(sources.includes(sources.TOP / path), None)
            if first is None or first[2] != str(header):
                yield f'{path}: the first include is not "{header}"'


def unguarded_headers():
    for path in sources.files(".h"):
        if "#pragma once" not in (sources.TOP / path).read_text():
            yield f"{path}: no #pragma once"


def unbuilt(compile_commands):
    """Source files that no target compiles: they would escape every test."""
    try:
        commands = json.loads(compile_commands.read_text())
    except OSError as error:
        return [str(error)]
    built = {pathlib.Path(entry["directory"], entry["file"]).resolve() for entry in commands}
    return [f"{path}: in no target" for path in sources.files(".cpp") if (sources.TOP / path).resolve() not in built]


CHECKS = {
    "file budgets": too_long,
    "folder budgets": crowded_folders,
    "own header first": own_header_first,
    "header guards": unguarded_headers,
}
