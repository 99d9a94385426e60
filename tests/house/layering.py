"""Fails on any #include that is not an arrow of the architecture.

programs -> adapters -> app -> core; programs may use all three; nothing includes a program; tests/ and bench/ are free. Inside core
and between adapters only the arrows below. Third-party headers stay inside adapters/: in a header there only while no other folder
includes that header. Free everywhere: the standard library and fmt. CLI11 belongs to option parsing.

    layering.py [TOP]    prints each bad include as file:line: reason; exit 1 if there is any
"""

import pathlib
import re
import sys

import sources

PROGRAMS = {"webhook", "controller", "cli"}
FREE = {"tests", "bench"}
CORE = {
    "model": set(),
    "pss": {"model"},
    "money": {"model"},
    "quota": {"model"},
    "policy": {"quota", "money", "pss", "model"},
    "reconcile": {"policy", "quota", "money", "model"},
}
ADAPTERS = {
    "kube_codec": {"json"},
    "kube_client": {"http_client", "json", "kube_codec"},
    "quota_store": {"kube_client", "kube_codec"},
    "slurm": {"http_client", "json"},
}
FOR_ALL_ADAPTERS = {"system"}

STANDARD = re.compile(r"[a-z_0-9]+")
POSIX = re.compile(
    r"(sys|net|netinet|arpa|linux)/\w+\.h|"
    r"(dirent|dlfcn|errno|fcntl|grp|ifaddrs|limits|locale|netdb|poll|pthread|pwd|sched|signal|spawn|stdint|stdlib|string|syslog|time|unistd)\.h"
)


def layer(path):
    """(layer, part): ('core', 'policy'), ('adapters', 'slurm'), ('app', ''), ('webhook', '') …; part is '' at a layer's top."""
    parts = path.parts
    inner = parts[1] if parts[0] in ("core", "adapters") and len(parts) > 2 else ""
    return parts[0], inner


def arrow_problem(source, target):
    """Why `source` may not include `target`, or None."""
    (source_layer, source_part), (target_layer, target_part) = layer(source), layer(target)
    if source_layer in FREE:
        return None
    if source_layer == target_layer:
        return part_problem(source_layer, source_part, target_part)
    below = {"app": {"core"}, "adapters": {"app", "core"}}
    below.update({program: {"adapters", "app", "core"} for program in PROGRAMS})
    if target_layer in below.get(source_layer, set()):
        return None
    return f"{source_layer}/ may not include {target_layer}/"


def part_problem(in_layer, source_part, target_part):
    if source_part == target_part or in_layer not in ("core", "adapters"):
        return None
    if in_layer == "core":
        allowed = CORE.get(source_part, set()) | {""}
    else:
        allowed = ADAPTERS.get(source_part, set()) | FOR_ALL_ADAPTERS
    return None if target_part in allowed else f"{in_layer}/{source_part} may not include {in_layer}/{target_part}"


def is_third_party(name):
    return not (STANDARD.fullmatch(name) or POSIX.fullmatch(name) or name.startswith("fmt/"))


def outside_problem(source, name):
    """Why `source` may not include a header that is not the project's, or None. Adapters' headers are judged by `leak_problems`."""
    source_layer = layer(source)[0]
    if source_layer in FREE or source_layer == "adapters":
        return None
    if name.startswith("CLI/") and source_layer in PROGRAMS and "options" in source.stem:
        return None
    if is_third_party(name):
        return f"third-party <{name}> outside adapters/"
    if POSIX.fullmatch(name) and source_layer not in PROGRAMS:
        return f"operating system's <{name}> in {source_layer}/"
    return None


def leak_problems(top, third_party_headers, users):
    """Adapter headers that carry a third-party header into another folder."""
    for header, (number, name) in sorted(third_party_headers.items()):
        for user, user_line in sorted(users.get(header, [])):
            if layer(user) != layer(header) and layer(user)[0] not in FREE:
                yield f"{user}:{user_line}: includes {header}, which brings in third-party <{name}> (line {number})"


def problems(top):
    third_party_headers, users = {}, {}
    for source in sources.files(".cpp", ".h", top=top):
        for number, quote, name in sources.includes(top / source):
            target = sources.resolve(top, source, name)
            if target:
                users.setdefault(target, []).append((source, number))
                reason = arrow_problem(source, target)
            elif quote == '"' and layer(source)[0] not in FREE:
                reason = f'"{name}" is no file of the project'
            else:
                reason = outside_problem(source, name)
                if source.suffix == ".h" and layer(source)[0] == "adapters" and is_third_party(name):
                    third_party_headers.setdefault(source, (number, name))
            if reason:
                yield f"{source}:{number}: {reason}"
    yield from leak_problems(top, third_party_headers, users)


if __name__ == "__main__":
    found = list(problems(pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else sources.TOP))
    print("\n".join(found) if found else "every include follows an arrow")
    sys.exit(1 if found else 0)
