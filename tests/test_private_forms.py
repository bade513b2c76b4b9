"""Answers of a workbook's form without names lead to nobody, whatever its author put into it.

Beside words and numbers it has what could tell: when it was begun, who holds the phone, the moment as a
calculation and as a default, a repeat, a photo. People fill it in through the real engine, try to speak and
to send a photo; then the files are copied, opened and searched as those of the pulse are (`test_private`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.app.conversing import with_form
from bot.core.form import Form
from bot.core.versions import versioned
from bot.flows import workbook
from bot.flows.xlsform.nameless import secured
from bot.storage.schema import drafts
from tests.actions.matching import by_order
from tests.actions.village import Phone, Village
from tests.actions.village import opened as village_opened
from tests.flows.xlsform import tables
from tests.test_private import NAMES, Stolen, register

SURVEY = """
    type | name | label::العربية (ar) | label::English (en) | calculation | default | constraint
    start | begun | | | | |
    end | ended | | | | |
    today | day_of | | | | |
    username | by | | | | |
    deviceid | device | | | | |
    calculate | at | | | now() | |
    calculate | once_at | | | once(format-date-time(now(), '%Y-%m-%dT%H:%M:%S.%3')) | |
    calculate | key_of_it | | | once(uuid()) | |
    text | wish | ما الذي ينقص الحي؟ | What does the quarter lack? | | |
    begin_repeat | child | طفل | Child | | |
    text | called | ما لقبه في البيت؟ | What is it called at home? | | |
    integer | age | كم عمره؟ | How old is it? | | | . < 18
    end_repeat | | | | | |
    calculate | years | | | sum(${age}) | |
    note | told | مجموع الأعمار ${years}. | The ages add up to ${years}. | | |
    dateTime | met | متى كان آخر لقاء للجيران؟ | When did the neighbours last meet? | | now() |
    image | picture | صورة من الحي | A picture of the quarter | | |
    select_one yn | safe | هل الحي آمن؟ | Is the quarter safe? | | |
"""
WISHES = [f"ينقصنا رصيف رقم {n} أمام المخبز القديم" for n in range(len(NAMES))]
CALLED = [f"زغلول {n} الصغير" for n in range(len(NAMES))]
MIDNIGHT = datetime(2026, 3, 5, tzinfo=ZoneInfo("Asia/Amman"))
# The day as `now()` says it, in rows and in the drafts of those who are still at it: everybody's.
TODAY = [MIDNIGHT.isoformat(timespec="milliseconds")[:23], str(int(MIDNIGHT.timestamp())) + "000000"]
MODES = ["pseudonymous", "anonymous"]


def nameless(mode: str) -> Form:
    """The form as it is published: made from an ordinary workbook by choosing the mode."""
    read = tables.form(SURVEY, tables.YES_NO, "form_title | form_id\nالحي | quarter")
    return secured(versioned(replace(read, mode=mode, lives_hours=72)))


@pytest.fixture(params=MODES)
async def village(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> AsyncIterator[Village]:
    async with village_opened(tmp_path) as one:
        one.book = with_form(one.book, nameless(request.param))
        yield one


async def open_draft(village: Village) -> str:
    """The only draft that there is."""
    async with village.database.read() as tx:
        return str((await tx.execute(select(drafts.c.id))).scalar_one())


async def fill_in(village: Village, phone: Phone, n: int, sent: bool = True) -> str:
    """The whole form: a word, one child or two, what is suggested; the identifier of the draft."""
    await phone.press("menu:surveys")
    draft = await open_draft(village)
    assert f"form.{village.book.forms['quarter'].mode}" in [part.key for part in phone.last.parts]
    await phone.speak()
    await phone.show()
    await phone.say(WISHES[n])
    for child in range(1 + n % 2):
        await phone.press("yes")
        await phone.say(CALLED[n] if not child else f"ثاني {CALLED[n]}")
        await phone.say(str(3 + n))
    await phone.press("no")
    assert "suggested" not in phone.offered(), "the moment is nobody's suggestion"
    await phone.say(f"أمس 21:{30 + n}")
    await phone.press("yes" if n % 2 else "no")
    assert phone.offered()[:2] == ["send", "edit"]
    if sent:
        await phone.press("send")
        assert "menu:surveys" in phone.offered()
    return draft


async def everybody(village: Village, people: int = len(NAMES)) -> tuple[list[Phone], list[str]]:
    """All of them register, then fill it in; with the identifiers of their drafts."""
    phones = [await register(village, n) for n in range(people)]
    return phones, [await fill_in(village, phone, n) for n, phone in enumerate(phones)]


def said_of(phones: Sequence[Phone]) -> list[str]:
    """What must be nowhere in the bytes."""
    own = [word for phone in phones for word in (phone.number, phone.number[3:], phone.name)]
    return [*own, *WISHES, *CALLED, "ينقصنا رصيف", "ما الذي ينقص الحي"]


def leads(stolen: Stolen) -> list[str]:
    """Every way to somebody but by the day."""
    return [line for line in stolen.leads() if not any(one in line for one in TODAY)]


async def test_what_was_filled_in_leads_to_nobody(village: Village, tmp_path: Path) -> None:
    with capture_logs() as logged:
        phones, begun = await everybody(village)
        assert await village.mix() == len(phones)
    stolen = Stolen(village, tmp_path / "stolen")
    rows = stolen.tables["private_answers"]
    assert len(rows) == len(phones)
    assert stolen.leads() == []
    assert by_order(rows, WISHES) == []
    assert stolen.says(*said_of(phones)) == []
    assert not [word for word in (*said_of(phones), *begun) if word in repr(logged)]
    assert stolen.tables["media"] == [], "what was spoken and shown was kept beside its person"
    assert stolen.tables["private_intake"] == stolen.tables["drafts"] == []
    assert {row.columns["form"] for row in stolen.tables["submissions"]} == {"registration"}
    assert not [one for one in begun if bytes.fromhex(one) in stolen.raw]


async def test_neither_do_those_that_wait_and_those_under_way(village: Village, tmp_path: Path) -> None:
    phones, begun = await everybody(village, 3)
    phones.append(await register(village, 3))
    begun.append(await fill_in(village, phones[3], 3, sent=False))
    assert await village.mix() == 0, "too few to be a crowd"
    stolen = Stolen(village, tmp_path / "stolen")
    assert len(stolen.tables["private_intake"]) == 3
    assert leads(stolen) == []
    assert stolen.says(*said_of(phones)) == []
    assert [stolen.knows(wish) for wish in WISHES[:4]] == [["private_intake"]] * 3 + [["drafts"]]
    hushed = [row.columns for row in stolen.tables["outgoing"] if row.columns["hushed"]]
    assert {(row["state"], row["message"], row["callback"]) for row in hushed} == {("sent", None, None)}
    village.tick(timedelta(days=2).total_seconds())
    assert await village.mix() == 3, "they have waited for a day"
    assert leads(Stolen(village, tmp_path / "later")) == []


async def test_a_draft_that_ran_out_leaves_nothing(village: Village, tmp_path: Path) -> None:
    """Of the form there is then neither an answer nor a time to wake at."""
    phone = await register(village, 0)
    begun = await fill_in(village, phone, 0, sent=False)
    village.tick(timedelta(hours=73).total_seconds())
    await village.wake()
    await village.mix()
    stolen = Stolen(village, tmp_path / "stolen")
    assert (
        stolen.tables["drafts"] == stolen.tables["private_answers"] == stolen.tables["private_intake"] == []
    )
    assert stolen.knows(WISHES[0]) == stolen.knows(begun) == []


@pytest.mark.parametrize("village", ["pseudonymous"], indirect=True)
async def test_whoever_deletes_takes_the_right_row(village: Village, tmp_path: Path) -> None:
    phones, _ = await everybody(village, 6)
    assert await village.mix() == 6
    phones.append(await register(village, 6))
    await fill_in(village, phones[6], 6)
    for phone in (phones[2], phones[6]):
        await phone.say("حذف إجاباتي")
        await phone.press("delete")
        assert phone.last.parts[0].key == "deleteanswers.done"
    stolen = Stolen(village, tmp_path / "stolen")
    assert [n for n, wish in enumerate(WISHES) if stolen.knows(wish)] == [0, 1, 3, 4, 5]
    assert stolen.leads() == []


@pytest.mark.parametrize("village", ["anonymous"], indirect=True)
async def test_what_nobody_can_find_nobody_can_delete(village: Village) -> None:
    """And that is what is said."""
    phones, _ = await everybody(village, 1)
    await phones[0].say("حذف إجاباتي")
    assert phones[0].last.parts[0].key == "deleteanswers.none"


# ------------------------------------------------------------------------------------ what would be seen


async def test_the_hour_in_a_calculation_would_be_seen(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_now", lambda scene, form: scene.turn.local)
    await everybody(village, 5)
    await village.mix()
    assert [line for line in Stolen(village, tmp_path / "stolen").leads() if "and inbox:" in line]


async def test_a_voice_would_be_seen(village: Village, tmp_path: Path) -> None:
    form = village.book.forms["quarter"]
    village.book = with_form(village.book, replace(form, voice=True))
    phone = await register(village, 0)
    await phone.press("menu:surveys")
    await phone.speak()
    await phone.press("no")
    await phone.press("skip")
    await phone.press("skip")
    await phone.press("send")
    assert [line for line in Stolen(village, tmp_path / "stolen").leads() if "and media:" in line]


@pytest.mark.sqlite
@pytest.mark.parametrize("of", ["persons", "outgoing"])
async def test_a_key_would_be_seen(village: Village, tmp_path: Path, of: str) -> None:
    await everybody(village, 5)
    await village.mix()
    with sqlite3.connect(village.database.path) as connection:
        connection.execute(f"UPDATE private_answers SET wave = (SELECT lower(hex(id)) FROM {of})")  # noqa: S608
    connection.close()
    assert [line for line in Stolen(village, tmp_path / "stolen").leads() if f"and {of}:" in line]


async def test_an_order_would_be_seen(village: Village, tmp_path: Path) -> None:
    await everybody(village, 5)
    await village.mix()
    rows = Stolen(village, tmp_path / "stolen").tables["private_answers"]
    rows.sort(key=lambda row: next(n for n, wish in enumerate(WISHES) if wish in row.values))
    assert "as stored" in by_order(rows, WISHES)
