"""What does a score cost the service, beside the same route that only echoes its checked body?"""

import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from api.examples import example
from tests.bench.champion import champion
from tests.bench.measure import MICROSECONDS, Ratio
from tests.bench.scores import DAY

ROOT = Path(__file__).parents[2]
SCORE, ECHO, LIGHTGBM = "/v1/scores", "/v1/bench/echo", "/v1/bench/lightgbm"
DOORS = (SCORE, ECHO, LIGHTGBM)
ROUNDS, REQUESTS, START_SECONDS = 9, 150, 120.0
OK = 200
JSON = {"content-type": "application/json"}


def service_ratios() -> Iterator[Ratio]:
    """Processor time and requests a second of one worker over one connection kept alive."""
    with _server() as port:
        asked = json.dumps({"firm": example("growing", DAY)["firm"]}, default=str).encode()
        told = {door: _ask(port, door, asked) for door in DOORS}
        _require_same(told[SCORE], told[LIGHTGBM])
        rounds = [{door: _round(port, door, asked) for door in DOORS} for _ in range(ROUNDS)]
    size = f"a full record of {len(asked) / 1024:.0f} KiB"
    yield _ratio(f"processor time of POST {SCORE}, {size} / an echo", rounds, 0, ECHO, 2.0)
    yield _ratio(
        f"time between answers of POST {SCORE}, {size} / the same route by Booster.predict and "
        "pred_contrib",
        rounds,
        1,
        LIGHTGBM,
        1 / 2,
    )


def _ratio(name: str, rounds: list, place: int, peer: str, goal: float) -> Ratio:
    ours = statistics.median(each[SCORE][place] for each in rounds)
    theirs = statistics.median(each[peer][place] for each in rounds)
    ratio = statistics.median(each[SCORE][place] / each[peer][place] for each in rounds)
    return Ratio(name, ours, theirs, ratio, MICROSECONDS, goal)


def _round(port: int, door: str, asked: bytes) -> tuple[float, float]:
    """Microseconds of processor and of waiting, per request."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    before, start = _cpu(line), time.perf_counter()
    for _ in range(REQUESTS):
        line.request("POST", door, asked, JSON)
        line.getresponse().read()
    waited, used = time.perf_counter() - start, _cpu(line) - before
    line.close()
    return used / REQUESTS * 1e6, waited / REQUESTS * 1e6


def _cpu(line: http.client.HTTPConnection) -> float:
    line.request("GET", "/v1/bench/cpu")
    return float(json.loads(line.getresponse().read()))


def _ask(port: int, door: str, asked: bytes) -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port)
    line.request("POST", door, asked, JSON)
    answer = line.getresponse()
    told = answer.read()
    line.close()
    if answer.status != OK:
        raise ValueError(f"{door} answered {answer.status}: {told[:300]!r}")
    return told


def _require_same(ours: bytes, theirs: bytes) -> None:
    mine, other = json.loads(ours), json.loads(theirs)
    same = mine["credit_score"] == other["credit_score"] and mine["status"] == "scored"
    if not (same and len(mine["contributions"]) == len(other["contributions"])):
        raise ValueError("the two routes give different scores")


@contextmanager
def _server() -> Iterator[int]:
    with TemporaryDirectory() as folder, socket.socket() as chosen:
        saved = Path(folder) / "champion"
        champion().model.save(saved)
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
        chosen.close()
        command = [sys.executable, "-m", "tests.bench.server", str(port), str(saved)]
        with subprocess.Popen(command, cwd=ROOT) as process:
            try:
                _wait(port, process)
                yield port
            finally:
                process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise ValueError("the service did not start")
