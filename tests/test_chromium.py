"""Which way a browser is found or brought, in order. Nothing is installed here."""

import pytest

from tests import chromium


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine without a browser on which every installer fails; the programs it tried."""
    tried: list[str] = []

    def runs(*command: str) -> bool:
        tried.append(" ".join(command))
        return False

    monkeypatch.setattr(chromium, "runs", runs)
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return tried


def test_root_asks_apt_first_and_playwright_when_that_fails(
    ran: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert chromium.main() == 0
    assert ran[0] == "apt-get update -qq"
    assert ran[-1].endswith("playwright install --with-deps chromium")
    assert "will be skipped" in capsys.readouterr().out


def test_others_ask_playwright_only(ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert chromium.main() == 0
    [only] = ran
    assert only.endswith("playwright install chromium")


def test_a_browser_that_is_there_is_enough(ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    assert chromium.main() == 0
    assert ran == []


def test_a_file_that_does_not_start_is_no_browser() -> None:
    assert not chromium.starts("/usr/bin/false")
    assert not chromium.starts("/nowhere/chromium")
