"""When campaigns may leave, as `programme.toml` says it: what it means, and what is wrong with it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.actions.flaws import Flaw, ProgrammeProblem
from bot.actions.read_programme import read_programme
from bot.core.sending.rules import Halt, Sending

CONFIG = Path(__file__).parents[2] / "config"
AMMAN = ZoneInfo("Asia/Amman")
PROGRAMME = """
title = { ar = "حوار" }
organisation = { ar = "مؤسسة" }
support = { ar = "خط الدعم" }
languages = ["ar"]
areas = "%s"
"""


def read(folder: Path, said: str, before: str = "") -> Sending:
    own = folder / "trial"
    own.mkdir()
    areas = (CONFIG / "programmes/sample/areas.toml").as_posix()
    (own / "programme.toml").write_text(f"{PROGRAMME % areas}{before}\n{said}", encoding="utf-8")
    return read_programme(own)[0].sending


def test_without_a_table_the_defaults_hold(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Sending()


def test_the_sample_writes_the_defaults_out() -> None:
    assert read_programme(CONFIG / "programmes/sample")[0].sending == Sending()


def test_without_quiet_hours_messages_leave_in_daytime(tmp_path: Path) -> None:
    assert read(tmp_path, "", "daytime = [10, 18]").open == ((600, 1080),)


def test_all_of_it_is_read(tmp_path: Path) -> None:
    said = """
    [sending]
    quiet = "21:30-8"
    ramadan = ["12-17", "21-1"]
    ramadan_days = [{ from = 2027-02-09, to = 2027-03-10 }]
    weekend = []
    weekly_cap = 0
    approval = "all"
    brake = 50
    outage = [{ from = 2027-06-20, to = 2027-06-21, area = "JO-IR", why = "exams" }, { from = 2027-07-01 }]
    """
    assert read(tmp_path, said) == Sending(
        open=((480, 1290),),
        ramadan=((0, 60), (720, 1020), (1260, 1440)),
        ramadans=((date(2027, 2, 9), date(2027, 3, 10)),),
        rest=(),
        weekly_cap=0,
        approval="all",
        brake=50,
        outages=(
            Halt(datetime(2027, 6, 20, tzinfo=AMMAN), datetime(2027, 6, 22, tzinfo=AMMAN), "JO-IR", "outage"),
            Halt(datetime(2027, 7, 1, tzinfo=AMMAN), datetime(2027, 7, 2, tzinfo=AMMAN), "", "outage"),
        ),
    )


def flaws(folder: Path, said: str) -> list[Flaw]:
    with pytest.raises(ProgrammeProblem) as caught:
        read(folder, f"[sending]\n{said}")
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("line", "key", "kind"),
    [
        ('quite = "21-9"', "quite", "unknown"),
        ("quiet = [21, 9]", "quiet", "kind"),
        ('quiet = "9 to 21"', "quiet", "span"),
        ('quiet = "25-9"', "quiet", "span"),
        ('quiet = "24:30-9"', "quiet", "span"),
        ('quiet = "9-9"', "quiet", "span"),
        ('quiet = "0-24"', "quiet", "span"),
        ("ramadan = []", "ramadan", "empty_list"),
        ('ramadan = ["11-17", "late"]', "ramadan", "span"),
        ('weekend = ["friday"]', "weekend", "day_name"),
        ('weekend = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]', "weekend", "all_quiet"),
        ("weekly_cap = -1", "weekly_cap", "range"),
        ('approval = "yes"', "approval", "approval"),
        ("brake = true", "brake", "kind"),
        ("ramadan_days = [{ to = 2027-03-09 }]", "ramadan_days 1.from", "missing"),
        ("ramadan_days = [{ from = 2027-02-08, to = 2027-04-09 }]", "ramadan_days 1.to", "long_ramadan"),
        ("outage = [2027-06-20]", "outage 1", "kind"),
        ("outage = [{ from = 2027-06-20, to = 2027-06-19 }]", "outage 1.to", "backwards"),
        ("outage = [{ from = 2027-06-20, to = 9999-12-31 }]", "outage 1.to", "backwards"),
        ('outage = [{ from = "tomorrow" }]', "outage 1.from", "date"),
        ('outage = [{ from = 2027-06-20, area = "JO-XX" }]', "outage 1.area", "no_area"),
        ("outage = [{ from = 2027-06-20, until = 1 }]", "outage 1.until", "unknown"),
    ],
)
def test_a_mistake_says_its_key(tmp_path: Path, line: str, key: str, kind: str) -> None:
    found = flaws(tmp_path, line)

    assert [(one.key, one.kind) for one in found] == [(f"sending.{key}", kind)]


def test_all_mistakes_come_out_at_once(tmp_path: Path) -> None:
    found = flaws(tmp_path, 'quiet = "x"\nweekend = ["x"]\napproval = "x"\noutage = [{ from = "x" }, 7]')

    assert [one.kind for one in found] == ["span", "day_name", "approval", "date", "kind"]


def test_the_page_explains_every_key() -> None:
    page = (CONFIG.parent / "docs/programme.md").read_text(encoding="utf-8")
    keys = ("quiet", "ramadan", "ramadan_days", "weekend", "weekly_cap", "approval", "brake", "outage")

    assert [key for key in keys if f"| `{key}` |" not in page] == []
