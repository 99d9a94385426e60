"""The stages of the test run, in order. Each takes the report and adds its checks."""

import os
import sys

import command
import habits
import sources
import tidy

TOP = sources.TOP
CORES = str(os.cpu_count() or 2)
control_plane_build = None


def start_control_plane_build(report):
    """Minutes on a cold machine, nothing on a warm one: it runs beside the C++ builds and is awaited before it is needed."""
    global control_plane_build
    control_plane_build = command.Background("control-plane", TOP / "tests/lab/kube/build.sh")


def build(report, preset, *targets):
    """Configures and builds one preset; one check. Goes on past errors, so that all of them show."""
    selected = [part for target in targets for part in ("--target", target)]
    problem = command.run(f"{preset}-configure", "cmake", "--preset", preset)
    problem = problem or command.run(f"{preset}-build", "cmake", "--build", TOP / "build" / preset, *selected, "--", "-k", "0")
    return report.check(f"{preset} build", problem)


def ctest(report, preset, *selection):
    results = TOP / "build" / "test" / f"ctest-{preset}.xml"
    results.unlink(missing_ok=True)
    problem = command.run(f"{preset}-ctest", "ctest", "--test-dir", TOP / "build" / preset, "-j", CORES, "--timeout", "300",
                          "--output-junit", results, *selection)
    report.junit(f"ctest {preset}", results)
    if problem and not results.exists():
        print(problem)


def formatting(report):
    files = sources.files(".cpp", ".h")
    problem = command.run("format", "clang-format-16", "--dry-run", "-Werror", *files)
    report.check("clang-format", problem and problem + "\n`make format` mends it")


def house_habits(report):
    for name, problems in habits.CHECKS.items():
        report.check(name, "\n".join(problems()))


def asan(report):
    build(report, "asan")
    report.check("every source file is built", "\n".join(habits.unbuilt(TOP / "build/asan/compile_commands.json")))
    ctest(report, "asan")


def tsan(report):
    """Only tests labelled `threads`: what runs on one thread cannot race."""
    if build(report, "tsan", "threaded_tests"):
        ctest(report, "tsan", "-L", "threads")


def release(report):
    if build(report, "release"):
        report.check("demo", command.run("demo", sys.executable, "tests/demo/demo.py"))
        bench_smoke(report)


def bench_smoke(report):
    """Seconds: the benches still build, run and give each figure, and the reviews they send are allowed. No verdict on time."""
    problem = command.run("bench-build", "cmake", "--build", TOP / "build/release", "--target", "bench")
    report.check("bench smoke", problem or command.run("bench-smoke", sys.executable, "bench/run.py", "--smoke"))


def clang_tidy(report, files):
    if report.check("clang-tidy's build commands", command.run("tidy-configure", "cmake", "--preset", "tidy")):
        for source, problem in tidy.judge(TOP / "build/tidy/compile_commands.json", files):
            report.check(f"clang-tidy {source}", problem)


def tidy_product(report):
    clang_tidy(report, tidy.product())


def tidy_tests(report):
    """Nobody runs their code but this test run, and they are 40 % of the linter's time: by name only, as `make tidy` does."""
    clang_tidy(report, tidy.tests())


def end_to_end(report):
    problem = (control_plane_build or command.Background("control-plane", TOP / "tests/lab/kube/build.sh")).wait()
    if not report.check("control plane build", problem):
        return
    results = TOP / "build" / "test" / "e2e.xml"
    results.unlink(missing_ok=True)
    problem = command.run("e2e", sys.executable, "-m", "pytest", "tests/e2e", "-q", "--tb=short", "-p", "no:cacheprovider", "--junit-xml", results)
    report.junit("e2e", results)
    if problem and not results.exists():
        print(problem)


def quota_storm(report):
    """A minute each: replicas die, watches stall, and etcd's history is judged; the quota bench runs, without a verdict on time."""
    if not report.check("quota bench build", command.run("quota-bench-build", "cmake", "--build", TOP / "build/release", "--target", "bench_quota")):
        return
    for name, arguments in (("quota storm smoke", ["--smoke"]), ("quota bench smoke", ["bench", "--smoke"])):
        report.check(name, command.run(name.replace(" ", "-"), TOP / "tests/storm/run", *arguments))


STAGES = {
    "control-plane": start_control_plane_build,
    "format": formatting,
    "habits": house_habits,
    "asan": asan,
    "release": release,
    "tsan": tsan,
    "e2e": end_to_end,
    "storm": quota_storm,
    "tidy": tidy_product,
    "tidy-tests": tidy_tests,
}
BY_NAME_ONLY = {"tidy-tests"}
