"""What holds for every test: nothing leaves the machine, and nothing of the developer's own settings gets in.

Fixtures that only some tests need stand beside those tests, not here.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# A worker of several (`-n`) was started with the guard: that one is it, not a second copy.
if str(getattr(sys.modules.get("sitecustomize"), "__file__", "")).endswith("tests/guard/sitecustomize.py"):
    sys.modules["tests.guard.sitecustomize"] = sys.modules["sitecustomize"]

from tests import chromium as browser
from tests import databases
from tests.faults import figures
from tests.guard import sitecustomize

TREE = Path(__file__).resolve().parent.parent
OUTWARD = Path(tempfile.mkdtemp(prefix="tamasuk-tests-")) / "outward.log"

for name in list(os.environ):
    if name.startswith("TAMASUK_") or name.lower().endswith("_proxy"):
        del os.environ[name]
os.environ["TESTS_OUTWARD_LOG"] = str(OUTWARD)
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(Path(sitecustomize.__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
)

# A machine that others use too is slow at times: no example fails by the clock.
# In CI every run is the same run.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _stays_on_the_machine() -> Iterator[None]:
    """Fail the test that tried to leave, though the refusal was swallowed somewhere."""
    yield
    if OUTWARD.exists():
        tried = OUTWARD.read_text(encoding="utf-8")
        OUTWARD.unlink()
        pytest.fail(f"left the machine:\n{tried}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path for `launch(executable_path=…)`. Without a browser the test is skipped, in CI it fails."""
    path = browser.find()
    if path is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)("no chromium here, and none could be installed")
    return path


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database of this test: it runs once on each, or on the one that it is marked with."""
    with databases.on(request.param):
        yield request.param


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "dialect" in metafunc.fixturenames:
        marked = [one for one in databases.BOTH if metafunc.definition.get_closest_marker(one)]
        metafunc.parametrize("dialect", marked or databases.BOTH, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not browser"` leaves out what asks for the browser."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Of several workers (`-n`) each tells its figures to the one that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["faults"] = dict(figures.counted)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    figures.note(**getattr(node, "workeroutput", {}).get("faults", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How complete each language is: a language is offered where its core set is. What was survived."""
    from bot.i18n import SOURCE, Catalogues

    catalogues = Catalogues.load()
    every = set(catalogues.by_language[SOURCE].texts)
    for language in catalogues.by_language:
        missing = set(catalogues.missing(language))
        core = len(catalogues.core) - len(catalogues.core & missing)
        terminalreporter.write_line(
            f"{language}: {len(every) - len(missing)} of {len(every)} texts, "
            f"{core} of {len(catalogues.core)} of the core set"
        )
    for line in figures.lines():
        terminalreporter.write_line(line)
