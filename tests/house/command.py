"""Running the tools of the test run: output to a log file, shown only when it matters."""

import subprocess

import sources

LOGS = sources.TOP / "build" / "test"
TIMEOUT = 40 * 60


def run(name, *argv, timeout=TIMEOUT, cwd=sources.TOP):
    """Runs a command with its output in build/test/NAME.log. Returns the empty string, or what went wrong."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        try:
            done = subprocess.run([str(part) for part in argv], cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=timeout)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{log.read_text(errors='replace')}\n{error}"
    return "" if done.returncode == 0 else f"{log.read_text(errors='replace')}\nexit status {done.returncode}: {' '.join(map(str, argv))[:200]}"


class Background:
    """A command that runs beside the others, at the lowest priority; `wait` returns like `run`."""

    def __init__(self, name, *argv):
        LOGS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / f"{name}.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(["nice", "-n", "19", *map(str, argv)], cwd=sources.TOP, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def wait(self):
        try:
            code = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired as error:
            self.process.kill()
            return f"{self.log.read_text(errors='replace')}\n{error}"
        return "" if code == 0 else f"{self.log.read_text(errors='replace')}\nexit status {code}"
