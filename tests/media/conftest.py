"""What tests of media share: places for objects, each test on a folder and on an S3-compatible store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.s3 import FakeS3, fake_s3


@pytest.fixture(scope="session")
def s3() -> Iterator[FakeS3]:
    """Taking 0.3 s to start, it serves all tests."""
    with fake_s3() as one:
        yield one


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place, as a setting has it."""
    if request.param == "folder":
        return str(tmp_path / "place")
    s3: FakeS3 = request.getfixturevalue("s3")
    return s3.url(f"{s3.bucket()}/of/ours")
