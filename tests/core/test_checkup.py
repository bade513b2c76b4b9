"""What is made of what was found: where well ends, what is only worth knowing, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core import checkup
from bot.core.checkup import Finding, Grade, Provider, Rows
from bot.core.templates import Approval, Pushed

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
HOOK = "https://bot.example.org/telegram/webhook"
WELL = Rows(
    now=NOW,
    clock=NOW,
    accounts={"telegram": ("working", "")},
    beat=NOW,
    backup=NOW,
    kit=NOW,
    admins=1,
    safeguarding=2,
    reach={"a1b2c3d4": {"telegram", "whatsapp"}},
)


def unwell(found: Iterable[Finding]) -> list[str]:
    """What is not well; what is wrong with a mark of exclamation."""
    marks = {Grade.NOTE: "", Grade.WRONG: "!"}
    return [one.name + marks[one.grade] for one in found if one.grade is not Grade.WELL]


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def test_of_what_is_well_nothing_is_said_twice() -> None:
    names = [one.name for one in checkup.of_rows(WELL, second_place=True)]
    assert unwell(checkup.of_rows(WELL, second_place=True)) == []
    assert len(names) == len(set(names)) > 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"beat": None}, ["ticks.never!"]),
        ({"beat": ago(minutes=5)}, []),
        ({"beat": ago(minutes=6)}, ["ticks.still!"]),
        ({"accounts": {"telegram": ("refused", "401")}}, ["account.refused!"]),
        ({"accounts": {"telegram": ("stopped", "admin")}}, ["account.stopped!"]),
        ({"accounts": {"whatsapp": ("slow", "provider_down")}}, ["account.slow"]),
        ({"stuck": ago(minutes=15)}, []),
        ({"stuck": ago(minutes=16)}, ["outgoing.stuck!"]),
        ({"backup": None}, ["backup.never!"]),
        ({"backup": ago(hours=48)}, []),
        ({"backup": ago(hours=49)}, ["backup.old!"]),
        ({"kit": None}, ["kit.never"]),
        ({"admins": 0}, ["staff.no_admin!"]),
        ({"reach": {"a": {"whatsapp"}, "b": {"telegram"}}}, ["staff.whatsapp_only"]),
        ({"reach": {"a": set(), "b": {"telegram"}}}, ["staff.unreachable!"]),
        ({"reach": {}, "uncovered": ("JO-IR",)}, ["areas.uncovered"]),
        ({"safeguarding": 0}, ["safeguarding.none!"]),
        ({"safeguarding": 1}, ["safeguarding.one"]),
        ({"turns": 1}, ["turns.failed!"]),
        ({"errands": 1}, ["errands.failed!"]),
        ({"failed": {"left": 3}}, ["outgoing.failed"]),
        ({"unknown": 1}, ["outgoing.unknown"]),
        ({"media": 1}, ["media.waiting"]),
    ],
    ids=str,
)
def test_what_the_rows_tell(given: dict[str, Any], said: list[str]) -> None:
    assert unwell(checkup.of_rows(replace(WELL, **given), second_place=True)) == said


def test_without_a_second_place_no_backup_is_late() -> None:
    assert unwell(checkup.of_rows(replace(WELL, backup=None), second_place=False)) == ["backup.nowhere"]


def test_a_long_list_is_cut() -> None:
    many = {f"{n:08}": {"whatsapp"} for n in range(30)}
    [found] = [one for one in checkup.of_rows(replace(WELL, reach=many), True) if one.grade is Grade.NOTE]
    assert found.given["count"] == 30
    assert str(found.given["who"]).count(",") == checkup.SHOWN - 1


@pytest.mark.parametrize(
    ("found", "wanted", "said"),
    [
        ({"name": "a_bot"}, "", []),
        ({"name": "a_bot", "hook": HOOK}, HOOK, []),
        ({"failure": "account_refused", "code": "401"}, "", ["telegram.refused!"]),
        ({"failure": "not_sent"}, HOOK, ["telegram.unreachable!"]),
        ({"hook": HOOK}, "", ["telegram.hook_there!"]),
        ({"hook": "https://other.example"}, HOOK, ["telegram.hook_elsewhere!"]),
        ({"hook": HOOK, "error": "bad cert", "error_at": ago(hours=1)}, HOOK, ["telegram.hook_error!"]),
        ({"hook": HOOK, "error": "bad cert", "error_at": ago(hours=25)}, HOOK, []),
        ({"pending": 101}, "", ["telegram.pending"]),
    ],
)
def test_what_telegram_tells(found: dict[str, Any], wanted: str, said: list[str]) -> None:
    about = Provider("telegram", clock=(NOW, NOW), **found)
    assert unwell(checkup.of_telegram(about, wanted)) == said


@pytest.mark.parametrize(
    ("found", "public", "said"),
    [
        ({}, "https://bot.example.org", []),
        ({}, "http://127.0.0.1:8000", ["whatsapp.address!"]),
        ({"failure": "account_refused"}, "https://bot.example.org", ["whatsapp.refused!"]),
        ({"failure": "provider_down"}, "https://bot.example.org", ["whatsapp.unreachable!"]),
        ({"state": "suspended"}, "https://bot.example.org", ["whatsapp.account!"]),
        ({"sender": "OFFLINE"}, "https://bot.example.org", ["whatsapp.sender!"]),
        ({"sender": "ONLINE:UPDATING"}, "https://bot.example.org", []),
        ({"sender": ""}, "https://bot.example.org", ["whatsapp.sender_unknown"]),
    ],
)
def test_what_twilio_tells(found: dict[str, Any], public: str, said: list[str]) -> None:
    assert unwell(checkup.of_whatsapp(Provider("whatsapp", **found), public)) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, []), (60, []), (61, ["clock.off!"]), (-61, ["clock.off!"])]
)
def test_a_clock_is_compared(seconds: int, said: list[str]) -> None:
    clocks = {"Telegram": (NOW, NOW), "Twilio": (NOW, NOW + timedelta(seconds=seconds))}
    assert unwell(checkup.of_clocks(clocks)) == said


def test_nobody_to_compare_with_says_nothing() -> None:
    assert list(checkup.of_clocks({})) == []


@pytest.mark.parametrize(
    ("percent", "days", "said"),
    [
        (50, None, []),
        (50, 400, []),
        (50, 59, ["disk.forecast"]),
        (70, 400, ["disk.forecast"]),
        (75, None, []),
        (80, None, ["disk.tight!"]),
        (90, 3, ["disk.tight!", "disk.forecast"]),
    ],
)
def test_a_disk(percent: int, days: int | None, said: list[str]) -> None:
    today = date(2026, 3, 5)
    full = None if days is None else today + timedelta(days=days)
    assert unwell(checkup.of_disk(percent, full, today)) == said


def pushed(state: str, category: str = "utility", name: str = "waits") -> Pushed:
    return Pushed(name, "ar", "utility", "d", "HX1", Approval(state, category))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], ["templates.none"]),
        ([pushed("approved")], []),
        ([pushed("received"), pushed("approved")], ["templates.waiting"]),
        ([pushed("rejected"), pushed("approved")], ["templates.refused!"]),
        ([pushed("gone")], ["templates.refused!"]),
        ([pushed("approved", "marketing")], ["templates.refiled"]),
    ],
)
def test_what_may_be_said_outside_the_window(found: list[Pushed], said: list[str]) -> None:
    assert unwell(checkup.of_templates(found)) == said
