"""Plants good and bad includes in a small tree and sees what `layering` says."""

import pathlib
import subprocess
import tempfile
import unittest

import layering

HEADERS = [
    "core/result.h", "core/model/pod.h", "core/policy/decide.h", "core/quota/ledger.h", "core/pss/check.h", "core/reconcile/plan.h",
    "core/money/price.h", "app/ports/clock.h", "adapters/json/writer.h", "adapters/slurm/client.h", "adapters/kube_client/client.h",
    "adapters/kube_codec/pod.h", "adapters/http_client/client.h", "adapters/system/clock.h", "webhook/service.h", "cli/command.h",
]
ALLOWED = [
    ("core/model/a.cpp", '"core/result.h"'), ("core/model/a.cpp", "<vector>"), ("core/model/a.cpp", "<fmt/format.h>"),
    ("core/policy/rules/gpu/a.cpp", '"core/quota/ledger.h"'), ("core/reconcile/a.cpp", '"core/policy/decide.h"'),
    ("app/admission/a.cpp", '"core/policy/decide.h"'), ("adapters/slurm/a.cpp", '"adapters/http_client/client.h"'),
    ("adapters/kube_codec/a.cpp", '"adapters/json/writer.h"'),
    ("adapters/slurm/a.cpp", '"app/ports/clock.h"'), ("adapters/json/a.cpp", '"adapters/system/clock.h"'),
    ("adapters/json/a.cpp", "<simdjson.h>"), ("adapters/json/detail.h", "<simdjson.h>"), ("adapters/system/a.cpp", "<sys/stat.h>"),
    ("webhook/a.cpp", '"adapters/json/writer.h"'), ("webhook/a.cpp", '"core/result.h"'), ("webhook/options.cpp", "<CLI/CLI.hpp>"),
    ("webhook/main.cpp", "<unistd.h>"), ("tests/a_test.cpp", '"webhook/service.h"'), ("bench/a.cpp", "<benchmark/benchmark.h>"),
    ("cli/policy/a.cpp", '"cli/command.h"'),
]
REFUSED = [
    ("core/result.h", '"core/model/pod.h"'), ("core/model/a.cpp", '"core/policy/decide.h"'), ("core/quota/a.cpp", '"core/policy/decide.h"'),
    ("core/pss/a.cpp", '"core/quota/ledger.h"'), ("core/policy/a.cpp", '"core/reconcile/plan.h"'), ("core/model/a.cpp", '"app/ports/clock.h"'),
    ("core/model/a.cpp", "<nlohmann/json.hpp>"), ("core/model/a.cpp", "<simdjson.h>"), ("core/model/a.cpp", "<unistd.h>"),
    ("app/admission/a.cpp", '"adapters/json/writer.h"'), ("app/admission/a.cpp", "<spdlog/spdlog.h>"),
    ("adapters/json/a.cpp", '"adapters/slurm/client.h"'), ("adapters/system/a.cpp", '"adapters/json/writer.h"'),
    ("adapters/slurm/a.cpp", '"adapters/kube_codec/pod.h"'), ("adapters/json/a.cpp", '"webhook/service.h"'),
    ("cli/a.cpp", '"webhook/service.h"'), ("webhook/a.cpp", "<boost/asio.hpp>"), ("webhook/routes.cpp", "<CLI/CLI.hpp>"),
    ("core/model/a.cpp", '"nowhere/at_all.h"'), ("app/a.cpp", "<CLI/CLI.hpp>"), ("policies/a.cpp", '"core/result.h"'),
]


class Layering(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = pathlib.Path(folder.name)
        subprocess.run(["git", "init", "-q", folder.name], check=True)
        for header in HEADERS:
            self.write(header, "#pragma once\n")

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def judged(self, name, *includes):
        before = (self.top / name).read_text() if (self.top / name).exists() else None
        self.write(name, "".join(f"#include {include}\n" for include in includes))
        found = list(layering.problems(self.top))
        if before is None:
            (self.top / name).unlink()
        else:
            self.write(name, before)
        return found

    def test_every_arrow_of_the_architecture_is_allowed(self):
        for name, include in ALLOWED:
            with self.subTest(file=name, include=include):
                self.assertEqual([], self.judged(name, include))

    def test_every_other_arrow_is_refused_with_file_and_line(self):
        for name, include in REFUSED:
            with self.subTest(file=name, include=include):
                found = self.judged(name, "<string>", include)
                self.assertEqual(1, len(found), found)
                self.assertTrue(found[0].startswith(f"{name}:2: "), found)

    def test_an_adapter_header_with_a_third_party_header_stays_in_its_folder(self):
        self.write("adapters/json/detail.h", "#include <simdjson.h>\n")
        self.assertEqual([], self.judged("adapters/json/a.cpp", '"adapters/json/detail.h"'))
        self.assertEqual([], self.judged("tests/a_test.cpp", '"adapters/json/detail.h"'))
        self.assertEqual(1, len(self.judged("adapters/slurm/a.cpp", '"adapters/json/detail.h"')))
        self.assertEqual(1, len(self.judged("webhook/a.cpp", '"adapters/json/detail.h"')))


if __name__ == "__main__":
    unittest.main()
