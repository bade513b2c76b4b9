"""`tamasuk campaign send`: schedules on the command line, several messages in a file, what goes with them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.schedules import schedule_of, spoken
from bot.app.series import read_series
from bot.core.audience import Audience
from bot.core.campaign import Campaign
from bot.core.sending.schedule import Around, At, Recurring, Remind, Since
from bot.storage import campaigns, media
from tests.app.home import Home
from tests.media.pictures import jpeg
from tests.syntax import TREE

SERIES = """
name = "مسار الترحيب"

[audience]
role = ["volunteer"]

[[step]]
text = "أهلاً {{name}}"
text_en = "Welcome {{name}}"
after_registration = "1h"
photo = "welcome.jpg"

[[step]]
text = "كيف كان الأسبوع؟"
form = "pulse"
every = ["sun", "wed"]
hour = 10:00:00
times = 4

[[step]]
text = "غداً نلتقي"
event = "تدريب الحوار"
starts = {starts}
before = "1d"
"""


LATER = f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT10:00:00}"


async def sent(home: Home, *words: str) -> Campaign:
    """The only campaign there is, once this was sent."""
    async with home.office() as office:
        await office.person("ليلى", "volunteer", home="JO-IR")
    await asyncio.to_thread(home.run, "campaign", "send", *words, "--yes")
    async with home.office() as office, office.database.read() as tx:
        (found,) = await campaigns.newest(tx, office.book.programme.name)
    return found


@pytest.mark.parametrize(
    ("words", "schedule"),
    [
        (
            ("--every", "sun,wed", "--hour", "10:00", "--times", "10"),
            Recurring(10, weekdays=(2, 6), times=10),
        ),
        (("--every", "day", "--hour", "9:30"), Recurring(9, 30)),
        (("--after-registration", "3d"), Since(3)),
        (("--remind", "pulse", "--of", "unanswered", "--limit", "3"), Remind("pulse", "unanswered", limit=3)),
    ],
)
async def test_a_schedule_is_said_in_words_that_belong_together(
    home: Home, words: tuple[str, ...], schedule: object
) -> None:
    found = await sent(home, "لقاء", "--text", "مرحباً", *words)
    assert found.steps[0].schedule == schedule


async def test_the_plan_says_when_in_both_languages(home: Home) -> None:
    async with home.office() as office:
        await office.person("ليلى", "volunteer")
    send = ("campaign", "send", "لقاء", "--text", "مرحباً", "--every", "sun", "--hour", "10:00")
    said = (await asyncio.to_thread(home.run, *send, typed="n\n")).stdout
    assert "الموعد: كل أسبوع (الأحد)، 10:00 ص" in said
    assert "When: every week (Sunday), 10:00 am" in said
    assert "مواعيدها القادمة: الأحد" in said
    assert "Nothing was sent." in said


async def test_the_plan_shows_the_words_under_the_label_of_each_language(home: Home) -> None:
    async with home.office() as office:
        await office.person("ليلى", "volunteer")
    send = ("campaign", "send", "لقاء", "--text", "مرحباً {name} من {area}، {role}")
    said = (await asyncio.to_thread(home.run, *send, typed="n\n")).stdout
    assert said.count("هكذا تظهر: مرحباً ليلى") == 1
    assert said.count("It reads: مرحباً ليلى") == 1


@pytest.mark.parametrize("area", ["إربد", "irbid", "jo-ir"])
async def test_an_area_is_said_by_its_code_or_its_name(home: Home, area: str) -> None:
    found = await sent(home, "لقاء", "--text", "مرحباً", "--area", area)
    assert found.audience == Audience("all", of=(Audience("area", ("JO-IR",)),))


def test_an_area_that_there_is_not_is_said_with_its_place(home: Home) -> None:
    said = home.refused("campaign", "send", "لقاء", "--text", "مرحباً", "--area", "أطلانتس")
    assert "--area: There is no area “أطلانتس”" in said
    assert "--area: لا منطقة باسم «أطلانتس»" in said
    made = 'name = "x"\n[audience]\narea = ["ابرد"]\n[[step]]\ntext = "a"'
    said = home.refused("campaign", "send", "--file", written(home, made))
    assert "series.toml, audience, area: There is no area “ابرد”. Near it: JO-IR" in said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--hour", "10:00"), "--hour: belongs to every"),
        (("--every", "sun"), "--hour: is missing"),
        (("--every", "sunny", "--hour", "10:00"), "--every: sunny"),
        (("--every", "sun", "--at", "2099-01-01T10:00"), "only one of these"),
        (("--event", "x", "--starts", "2099-01-01"), "say before or past"),
        (("--event", "x", "--before", "1d"), "--starts: is missing"),
        (("--after-registration", "soon"), "--after-registration: soon"),
        (("--remind", "pulse", "--limit", "9"), "from 1 to 5"),
        (("--remind", "pulse", "--of", "all"), "unfinished or unanswered"),
        (("--remind", "nothing"), "nothing"),
        (("--at", "2001-01-01T10:00"), "2001"),
        (("--photo", "nowhere.jpg"), "nowhere.jpg"),
    ],
)
def test_a_mistake_is_said_with_its_place(home: Home, words: tuple[str, ...], expected: str) -> None:
    assert expected in home.refused("campaign", "send", "لقاء", "--text", "مرحباً", *words)


async def test_fields_are_spelled_in_arabic_on_the_command_line_too(home: Home) -> None:
    found = await sent(home, "لقاء", "--text", "{تعال/تعالي} يا {الاسم الأول}", "--text-en", "Come, {name}")
    assert found.steps[0].languages == {
        "ar": "{m:تعال|f:تعالي|n:تعال/تعالي} يا {first_name}",
        "en": "Come, {name}",
    }


def test_a_field_that_nobody_knows_is_refused_with_those_that_there_are(home: Home) -> None:
    said = home.refused("campaign", "send", "لقاء", "--text", "عمرك {العمر}", "--text-en", "Aged {age}")
    assert "--text: Nobody knows what belongs in place of" in said
    assert "--text: لا نعرف ماذا نضع مكان" in said
    assert "--text-en: Nobody" in said
    assert all(sign in said for sign in ("{first_name}", "{الاسم الأول}"))


def test_a_message_has_a_name_and_words(home: Home) -> None:
    said = home.refused("campaign", "send")
    assert "--text: is missing" in said
    assert "--text: النص ناقص" in said


# -------------------------------------------------------------------------------------------- a file


def written(home: Home, text: str) -> str:
    path = home.folder / "series.toml"
    path.write_text(text, "utf-8")
    return str(path)


async def test_several_messages_come_from_a_file(home: Home) -> None:
    (home.folder / "welcome.jpg").write_bytes(jpeg())
    found = await sent(home, "--file", written(home, SERIES.format(starts=LATER)))
    assert found.name == "مسار الترحيب"
    first, second, third = found.steps
    assert first.languages == {"ar": "أهلاً {name}", "en": "Welcome {name}"}
    assert (first.schedule, second.schedule) == (
        Since(1, "hours"),
        Recurring(10, weekdays=(2, 6), times=4),
    )
    assert second.form == "pulse"
    assert isinstance(third.schedule, Around)
    assert (third.schedule.amount, third.schedule.side) == (1, "before")
    assert first.media is not None
    async with home.office() as office, office.database.read() as tx:
        shown = await media.shown(tx, first.media.media)
    assert shown is not None
    assert shown.mime == "image/jpeg"


async def test_a_message_has_several_buttons(home: Home) -> None:
    found = await sent(
        home, "لقاء", "--text", "سلام", "--form", "pulse", "--form", "human", "--form", "pulse"
    )
    assert found.steps[0].buttons == ("pulse", "human")


async def test_a_message_of_a_file_has_several_buttons(home: Home) -> None:
    said = 'name = "x"\n[[step]]\ntext = "سلام"\nform = ["report", "pulse"]'
    found = await sent(home, "--file", written(home, said))
    assert found.steps[0].buttons == ("report", "pulse")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ("name = ", "is no TOML"),
        ('name = "x"', "has no messages"),
        ('name = "x"\nsteps = 1\n[[step]]\ntext = "a"', "series.toml, steps: is not known"),
        ('name = "x"\n[[step]]\ntxt = "a"', "series.toml, step 1, txt: is not known"),
        ('name = "x"\n[[step]]\ntext = "a"\n[[step]]\nform = "pulse"', "step 2, text: is missing"),
        ('name = "x"\n[audience]\narea = "JO"\n[[step]]\ntext = "a"', "audience, area: is a list"),
        ('name = "x"\n[[step]]\ntext = "a"\nevery = ["foo"]\nhour = "10:00"', "step 1, every: foo"),
        ('name = "x"\n[[step]]\ntext = "a"\nat = 2001-01-01T10:00:00', "step 1: "),
        ('name = "x"\n[[step]]\ntext = "a"\nform = "nothing"', "step 1: "),
        ('name = "x"\n[[step]]\ntext = "a"\nform = 1', "step 1, form: is a text"),
        (
            'name = "x"\n[[step]]\ntext = "a"\nform = ["pulse", "human", "report", "profile"]',
            "3 buttons at most",
        ),
        ('name = "x"\n[[step]]\ntext = "a"\nphoto = "no.jpg"', "step 1, photo: "),
        ('name = "x"\n[[step]]\ntext = "{الاسم}"\ntext_en = "{age}"', "step 1, text_en: Nobody"),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_place(home: Home, wrong: str, expected: str) -> None:
    said = home.refused("campaign", "send", "--file", written(home, wrong), "--yes")
    assert expected in said
    assert any("\u0600" <= sign <= "\u06ff" for sign in said)


def test_all_that_is_wrong_with_a_file_is_said_in_one_round(home: Home) -> None:
    made = """
nam = "x"
[audience]
roles = ["volunteer"]
area = ["أطلانتس", "JO-IR"]
language = ["xx"]
saved = "لا أحد"
[[step]]
txt = "a"
every = "sonday"
hour = "25:00"
times = 0
until = "2026-13-01"
before = "1d"
photo = "no.jpg"
[[step]]
form = "nothing"
event = "x"
starts = "soon"
[[step]]
text = "{age}"
remind = "nobody"
of = "all"
limit = 9
"""
    said = home.run("campaign", "send", "--file", written(home, made), "--yes", status=1).stderr
    places = [
        ", nam: is not known",
        ", name: is missing",
        ", audience, roles: is not known",
        ", audience, area: There is no area “أطلانتس”",
        ", audience, saved: ",
        ", step 1, txt: is not known",
        ", step 1, every: sonday",
        ", step 1, hour: 25:00",
        ", step 1, times: 0",
        ", step 1, until: 2026-13-01",
        ", step 1, before: belongs to event",
        ", step 1, photo: There is no such file",
        ", step 2, text: is missing",
        ", step 2: ",
        ", step 2, event: say before or past",
        ", step 2, starts: soon",
        ", step 3, of: all",
        ", step 3, limit: 9",
        ", step 3, text: Nobody knows",
    ]
    assert [place for place in places if f"series.toml{place}" not in said] == []
    assert "series.toml, audience: " in said
    assert "step 1, text:" not in said


def test_what_no_file_may_hold_is_said_with_the_rest(home: Home) -> None:
    first = "name = 1\naudience = 2\n[[step]]\ntext = 3\nat = true\nphoto = 4"
    made = f'{first}\n[[step]]\ntext = "a"\nevery = "sonday"'
    said = home.run("campaign", "send", "--file", written(home, made), status=1).stderr
    places = (
        "name",
        "audience",
        "step 1, text",
        "step 1, at",
        "step 1, photo",
        "step 2, every",
        "step 2, hour",
    )
    assert [place for place in places if f"series.toml, {place}: " not in said] == []


def test_a_file_that_there_is_not_is_said_alike_in_both_languages(home: Home) -> None:
    said = home.refused("campaign", "send", "--file", "nope.toml")
    assert said == "There is no such file: nope.toml\nلا ملف هنا: nope.toml\n"
    made = 'name = "x"\n[[step]]\ntext = "a"\nphoto = "no.jpg"'
    said = home.refused("campaign", "send", "--file", written(home, made))
    assert "series.toml, step 1, photo: There is no such file: " in said
    assert "series.toml, step 1, photo: لا ملف هنا: " in said
    assert said.count("no.jpg\n") == 2
    (home.folder / "series.toml").write_bytes('name = "أ"'.encode("cp1256"))
    assert "is not in UTF-8" in home.refused("campaign", "send", "--file", "series.toml")


def test_all_is_said_in_the_file(home: Home) -> None:
    said = home.refused("campaign", "send", "لقاء", "--file", written(home, SERIES.format(starts=LATER)))
    assert "all is said in the file" in said


def test_a_moment_of_a_file_is_by_the_clock_of_the_programme(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('name = "x"\n[[step]]\ntext = "a"\nat = 2099-01-01T10:00:00', "utf-8")
    wanted, wrong = read_series(path)
    assert not wrong
    assert wanted is not None
    found = schedule_of(wanted.parts[0].when, ZoneInfo("Asia/Amman"))
    assert isinstance(found, At)
    assert found.moment.utcoffset() is not None
    assert spoken(["sun", "wed"]) == "sun,wed"


def test_the_example_of_the_page_can_be_read(tmp_path: Path) -> None:
    page = (TREE / "docs/campaigns.md").read_text("utf-8")
    path = tmp_path / "series.toml"
    path.write_text(page.partition("```toml\n")[2].partition("```")[0], "utf-8")
    wanted, wrong = read_series(path)
    assert not wrong
    assert wanted is not None
    schedules = [schedule_of(part.when, ZoneInfo("Asia/Amman")) for part in wanted.parts]
    assert [type(one) for one in schedules] == [Since, Recurring, Around]
