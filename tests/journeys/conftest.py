"""One running program for all the journeys of a module, and its log beside whatever fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator

import pytest
import pytest_asyncio

from tests import databases, postgres
from tests.fakes.s3 import fake_s3
from tests.journeys.town import Town, town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town of this module; on a file and a folder, or on a PostgreSQL and an S3-compatible store."""
    home = tmp_path_factory.mktemp("town")
    if getattr(request, "param", databases.SQLITE) == databases.SQLITE:
        async with town(home) as built:
            yield built
        return
    server, name = postgres.server(), f"town-{home.parent.name}-{home.name}"
    with fake_s3() as s3:
        async with town(home, database=server.create(name), media=s3.url(s3.bucket())) as built:
            yield built
    server.drop(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the program said, for a test that failed."""
    report = yield
    built = getattr(item, "funcargs", {}).get("place")
    if report.failed and isinstance(built, Town):
        report.sections.append(("the program's log", built.program.tail()))
    return report
