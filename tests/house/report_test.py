"""A verdict must never be kinder than the truth: what is missing, skipped or broken counts as failed."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import report


class Verdict(unittest.TestCase):
    def setUp(self):
        self.report = report.Report()
        self.output = io.StringIO()
        stack = contextlib.ExitStack()
        stack.enter_context(contextlib.redirect_stdout(self.output))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        self.addCleanup(stack.close)
        self.path = pathlib.Path(folder) / "results.xml"

    def read(self, *cases):
        self.path.write_text(f"<testsuite>{''.join(cases)}</testsuite>")
        self.report.junit("tests", self.path)
        return self.report.passed, len(self.report.failures)

    def last_line(self):
        return self.output.getvalue().rstrip("\n").rsplit("\n", 1)[-1]

    def test_counts_what_passed_and_what_failed(self):
        self.assertEqual((1, 2), self.read('<testcase name="a" status="run"/>', '<testcase name="b"><failure message="no"/></testcase>',
                                           '<testcase name="c"><error message="broke"/></testcase>'))

    def test_a_skipped_test_has_failed(self):
        self.assertEqual((0, 1), self.read('<testcase name="a"><skipped/></testcase>'))

    def test_a_test_that_did_not_run_has_failed(self):
        self.assertEqual((0, 2), self.read('<testcase name="a" status="notrun"/>', '<testcase name="b" status="disabled"/>'))

    def test_no_test_at_all_has_failed(self):
        self.assertEqual((0, 1), self.read())

    def test_missing_results_have_failed(self):
        self.report.junit("tests", self.path)
        self.assertEqual((0, 1), (self.report.passed, len(self.report.failures)))

    def test_a_stage_that_breaks_has_failed_and_the_next_one_runs(self):
        with self.report.stage("broken"):
            raise RuntimeError("out of order")
        with self.report.stage("next"):
            self.report.check("fine")
        self.assertEqual(1, self.report.finish())
        self.assertEqual("1 passed, 1 failed", self.last_line())

    def test_nothing_checked_is_no_success(self):
        self.assertEqual(1, self.report.finish())

    def test_all_passed_is_success(self):
        self.report.check("fine")
        self.assertEqual(0, self.report.finish())
        self.assertEqual("1 passed, 0 failed", self.last_line())


if __name__ == "__main__":
    unittest.main()
