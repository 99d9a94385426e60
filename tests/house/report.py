"""What passed, what failed, how long it took; failures are printed at once and listed again at the end."""

import contextlib
import time
import traceback
import xml.etree.ElementTree

SHOWN_LINES = 60


class Report:
    def __init__(self):
        self.passed = 0
        self.failures = []
        self.times = []

    def check(self, name, problem=""):
        """One test: passed when `problem` is empty."""
        if not problem:
            self.passed += 1
            return True
        self.failures.append(name)
        lines = problem.rstrip().splitlines()
        if len(lines) > SHOWN_LINES:
            lines = [f"... {len(lines) - SHOWN_LINES} lines before these ..."] + lines[-SHOWN_LINES:]
        print(f"FAILED {name}\n" + "\n".join("    " + line for line in lines), flush=True)
        return False

    def junit(self, name, path):
        """Every test of a JUnit file; a file that is missing or holds no test is a failure, and so is a skipped test."""
        try:
            cases = list(xml.etree.ElementTree.parse(path).iter("testcase"))
        except (OSError, xml.etree.ElementTree.ParseError) as error:
            cases = []
            self.check(name, f"no results: {error}")
        else:
            if not cases:
                self.check(name, "ran no test")
        for case in cases:
            self.check(f"{name}: {case_name(case)}", junit_problem(case))
        print(f"    {len(cases)} tests", flush=True)

    @contextlib.contextmanager
    def stage(self, name):
        print(f"== {name}", flush=True)
        began = time.monotonic()
        try:
            yield
        except Exception:  # a stage that breaks is a failed check, and the stages after it still run
            self.check(name, traceback.format_exc())
        self.took(name, time.monotonic() - began)

    def took(self, name, seconds):
        self.times.append((name, seconds))

    def finish(self):
        print("\n".join(["", *(f"{seconds:7.0f} s  {name}" for name, seconds in self.times)]))
        print(f"{sum(seconds for _, seconds in self.times):7.0f} s  in all")
        if self.failures:
            print("\n".join(["", "failed:", *(f"    {name}" for name in self.failures)]))
        print(f"{self.passed} passed, {len(self.failures)} failed", flush=True)
        return 1 if self.failures or not self.passed else 0


def case_name(case):
    suite, name = case.get("classname") or "", case.get("name") or ""
    return name if suite == name or not suite else f"{suite}.{name}"


def junit_problem(case):
    for kind in ("failure", "error", "skipped"):
        found = case.find(kind)
        if found is not None:
            parts = [f"{kind}: {found.get('message') or ''}", found.text, case.findtext("system-out"), case.findtext("system-err")]
            return "\n".join(part for part in parts if part)
    return "did not run" if case.get("status") in ("notrun", "disabled") else ""
