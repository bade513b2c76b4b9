"""An installation of one's own for each test."""

from pathlib import Path

import pytest

from tests.app.home import Home, fresh, installed


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return fresh(tmp_path, monkeypatch)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return installed(tmp_path, monkeypatch)
