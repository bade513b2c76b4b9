"""What the program said, beside whatever fails; and for how long `make soak` goes on."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.faults.city import City
from tests.faults.soak import SECONDS

HERE = Path(__file__).parent


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> float:
    """For how long a test goes on at least: its share of FAULTS_SECONDS, which `make soak` sets."""
    sharing = [item for item in request.session.items if item.path.is_relative_to(HERE)]
    return SECONDS / len(sharing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The ends of the logs, for a test that failed."""
    report = yield
    for built in City.built:
        if report.failed:
            for number, one in enumerate(built.fleet):
                report.sections.append((f"process {number}", one.tail()))
    if report.when == "call":
        City.built.clear()
    return report
