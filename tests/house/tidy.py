"""clang-tidy over source files, each judged once for the same content.

A clean result is remembered in the cache under a hash of all that can change it: the file, the project's headers that it includes,
the compile command, the .clang-tidy files and the tool's version. So a warm run judges only what changed, also in a fresh clone.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess

import sources

TOOL = "clang-tidy-16"
SECONDS = 600


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.environ.get("HOME", "/root"), ".cache")
    folder = pathlib.Path(os.environ.get("TOLLGATE_CACHE") or os.path.join(home, "tollgate")) / "tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settings():
    """All .clang-tidy files and the tool's version."""
    version = subprocess.run([TOOL, "--version"], check=True, capture_output=True, text=True).stdout
    return version + "".join((sources.TOP / path).read_text() for path in sources.files("") if path.name == ".clang-tidy")


def key(source, command, common):
    parts = [common, command.replace(str(sources.TOP), "")]
    parts += [f"{path}\n{(sources.TOP / path).read_text(errors='replace')}" for path in sources.closure(source)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def run(source, folder):
    argv = ["nice", TOOL, "--quiet", "-p", str(folder), "--extra-arg=-Wno-unknown-warning-option", str(source)]
    try:
        done = subprocess.run(argv, cwd=sources.TOP, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        return str(error)
    return "" if done.returncode == 0 else done.stdout + done.stderr


TRIED_BY = ("tests", "bench")  # folders of code that tries the product, and is not in it


def product():
    return [source for source in sources.files(".cpp") if source.parts[0] not in TRIED_BY]


def tests():
    return [source for source in sources.files(".cpp") if source.parts[0] in TRIED_BY]


def judge(compile_commands, files):
    """(source, problem) of each of the source files; problem is empty for a clean one."""
    commands = {pathlib.Path(entry["file"]).resolve(): entry["command"] for entry in json.loads(compile_commands.read_text())}
    common, remembered = settings(), cache()

    def one(source):
        command = commands.get((sources.TOP / source).resolve())
        if command is None:
            return source, "in no target"
        clean = remembered / key(source, command, common)
        if clean.exists():
            return source, ""
        problem = run(source, compile_commands.parent)
        if not problem:
            clean.touch()
        return source, problem

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(one, files)
