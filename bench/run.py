#!/usr/bin/env python3
"""`make bench`: what a review costs, beside the physical limit and beside other servers, measured in one run.

Server and client have a core each. A server's cost is the run time of its threads per request, which other work on the machine
disturbs less than requests per second do; what counts is ratios within a run, medians of alternated rounds. Writes
build/bench/results.json and prints the table of docs/performance.md. --smoke: seconds, no peers; that everything runs.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import large_site
import servers
from servers import BIN, TOP

CONNECTIONS = 16
LARGE_POLICIES = 9_400  # with the teams 5 MB
BODIES = {"6k": "6k.json", "26k": "25k.json"}


def write_bodies(folder):
    """The recorded reviews as pods of a team of the example policies, named as its labels demand, so that every rule judges them."""
    for size, name in BODIES.items():
        write_body(folder / size, name, "vision", "vision", "alice")
    write_body(folder / "6k-large-site", BODIES["6k"], large_site.NAMESPACE, large_site.TEAM, large_site.USER)


def write_body(target, name, namespace, team, user):
    text = (TOP / "tests/data/bodies" / name).read_text().replace("team-payments", namespace)
    target.write_text(text.replace('"team":"payments"', f'"team":"{team}","user":"{user}"', 1))


def load(server, body, seconds):
    """One burst of requests: microseconds of CPU each, requests per second."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", TOP / "bench/load/post.lua",
               f"https://127.0.0.1:{server.port}/validate"]
    before = server.cpu()
    done = subprocess.run(servers.pinned(servers.CLIENT_CORE, command), env={**os.environ, "BODY": str(body)}, check=True,
                          capture_output=True, text=True)
    spent = server.cpu() - before
    said = json.loads(done.stdout.splitlines()[-1])
    if said["failed"] or not said["requests"]:
        sys.exit(f"bench: {server.name}: {said}")
    return {"cpu_us": spent * 1e6 / said["requests"], "per_s": said["requests"] * 1e6 / said["micros"]}


def measure_servers(folder, options):
    """(server, size) → the rounds' figures."""
    seen = {}
    with servers.all_servers(folder, not options.smoke) as running:
        for _ in range(options.rounds):
            for size, names in (("6k", list(running)), ("26k", ["limit", "transport", "decision"])):
                for name in names:
                    seen.setdefault((name, size), []).append(load(running[name], folder / size, options.seconds))
    return seen


def allow_rate(folder):
    """Of the decisions that were logged; a line that tells of lost lines is none."""
    lines = [json.loads(line) for line in (folder / "decisions.log").open()]
    verdicts = [line["verdict"] for line in lines if "verdict" in line]
    return verdicts.count("allowed") / len(verdicts)


def decide(policies, body, count, namespaces=0):
    command = servers.pinned(servers.SERVER_CORE, [BIN / "bench_decide", policies, body, count, namespaces])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def reload(folder, policies, rounds):
    """Of a policy folder of 5 MB: cold, and after one file changed."""
    changed = large_site.write(folder / "5mb", policies)
    command = servers.pinned(servers.SERVER_CORE, [BIN / "bench_reload", folder / "5mb", changed, rounds])
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def resident_mib(folder, policies, body):
    """Of a webhook with this policy, after some load."""
    with servers.webhook(folder, policies) as server:
        load(server, body, 1)
        pages = int(pathlib.Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def stream(folder, lines):
    """`tollgate review --stream`: CPU-bound, so lines per second of CPU time."""
    review = (folder / "6k").read_text().strip() + "\n"
    command = servers.pinned(servers.SERVER_CORE, [BIN / "tollgate", "review", "--policies", TOP / "policies", "--stream"])
    before = os.times()
    answers = subprocess.run(command, input=review * lines, check=True, capture_output=True, text=True).stdout.splitlines()
    after = os.times()
    if len(answers) != lines or not all('"allowed":true' in answer for answer in answers):
        sys.exit("bench: review --stream did not allow every line")
    return lines / (after.children_user + after.children_system - before.children_user - before.children_system)


def median_of(seen, figure):
    return lambda name, size="6k": statistics.median(one[figure] for one in seen[name, size])


def ratio(seen, figure, over, under, size="6k"):
    """The median of the rounds' own ratios: what changes between rounds cancels."""
    return statistics.median(a[figure] / b[figure] for a, b in zip(seen[over, size], seen[under, size]))


def results_of(seen, folder, options):
    small, large = (decide(TOP / "policies", folder / size, options.decisions) for size in BODIES)
    large_site.write(folder / "large", 1_000)
    many = decide(folder / "large", folder / "6k-large-site", options.decisions, 5_000)
    reloads = reload(folder, options.large_policies, options.reloads)
    results = {
        "transport_cpu_ratio_6k": ratio(seen, "cpu_us", "transport", "limit"),
        "decision_cpu_ratio_6k": ratio(seen, "cpu_us", "decision", "limit"),
        "decision_cpu_ratio_26k": ratio(seen, "cpu_us", "decision", "limit", "26k"),
        "decide_mean_us_6k": small["mean_us"],
        "decide_p99_us_6k": small["p99_us"],
        "decide_mean_us_26k": large["mean_us"],
        "decide_mean_us_large_site": many["mean_us"],
        "rss_mib": resident_mib(folder, TOP / "policies", folder / "6k"),
        "rss_mib_large_site": resident_mib(folder, folder / "large", folder / "6k-large-site"),
        "stream_lines_per_s": stream(folder, options.lines),
        "reload_cold_ms": reloads["cold_ms"],
        "reload_one_file_ms": reloads["one_file_ms"],
        "allow_rate": allow_rate(folder),
    }
    if not options.smoke:
        results["nginx_share_6k"] = ratio(seen, "per_s", "decision", "nginx")
        results["go_webhook_ratio_6k"] = ratio(seen, "cpu_us", "go", "decision")
        results["cpprest_cpu_ratio_6k"] = ratio(seen, "cpu_us", "cpprest", "limit")
    return results


def show(seen, results):
    cpu, per_s = median_of(seen, "cpu_us"), median_of(seen, "per_s")
    print("| server | body | CPU per request, us | x limit | requests/s |\n|---|---|---|---|---|")
    for name, size in seen:
        print(f"| {name} | {size} | {cpu(name, size):.1f} | {ratio(seen, 'cpu_us', name, 'limit', size):.2f} | {per_s(name, size):.0f} |")
    print("\n| figure | value |\n|---|---|")
    for name, value in results.items():
        print(f"| `{name}` | {value:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    options.rounds, options.seconds = (1, 1) if options.smoke else (3, 2)
    options.large_policies, options.reloads = (200, 1) if options.smoke else (LARGE_POLICIES, 11)
    options.decisions, options.lines = (1_000, 500) if options.smoke else (300_000, 30_000)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        subprocess.run([TOP / "certs/make-dev-certs.sh", folder], check=True, stdout=subprocess.DEVNULL)
        write_bodies(folder)
        seen = measure_servers(folder, options)
        results = results_of(seen, folder, options)
    show(seen, results)
    target = TOP / "build/bench" / ("smoke.json" if options.smoke else "results.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({**results, "measured": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}, indent=2) + "\n")
    return 0 if results["allow_rate"] == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
