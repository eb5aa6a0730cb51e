"""What do all tests share?"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIGURES = pytest.StashKey[dict[str, float | str]]()

# The same examples every time, and no clock: a slow machine is not a wrong answer.
settings.register_profile(
    "house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Gives the path of real data by name; skips where it is not beside the repository."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(f"the real data {name!r} is not beside the repository (../shared/data)")
        return path

    return find


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real Chromium; without one tests skip, but fail where CI=true."""
    wanted = filter(None, (os.environ.get("CHROMIUM"), *BROWSERS))
    found = next(filter(None, map(shutil.which, wanted)), None)
    if found is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no Chromium on PATH; install it or name one in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def report_figure(pytestconfig: pytest.Config) -> Callable[[str, float | str], None]:
    """Keeps a measured figure for the end of the run and for var/figures.json."""
    figures = pytestconfig.stash[FIGURES]

    def report(name: str, value: float | str) -> None:
        # A worker of xdist can only send plain floats and text.
        figures[name] = value if isinstance(value, str) else float(value)

    return report


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["figures"] = session.config.stash[FIGURES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node) -> None:
    node.config.stash[FIGURES].update(getattr(node, "workeroutput", {}).get("figures", {}))


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    figures = dict(sorted(config.stash[FIGURES].items()))
    if not figures:
        return
    terminalreporter.section("Figures")
    for name, value in figures.items():
        shown = f"{value:.6g}" if isinstance(value, float) else value
        terminalreporter.write_line(f"{name}: {shown}")
    path = ROOT / "var" / "figures.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
