"""What every end-to-end test may ask for. The labs are started once for the whole run and stopped at its end."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from support import TOP, Lab  # noqa: E402: found by the line above


@pytest.fixture(scope="session")
def lab():
    lab = Lab(TOP / "build" / "e2e")
    lab.script("down")
    try:
        lab.script("clusters")
        lab.load_environment()
        yield lab
    finally:
        lab.script("down")
