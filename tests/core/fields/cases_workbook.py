"""The kinds that only workbooks have: lines of steps, orders, moments, and what is never asked."""

from __future__ import annotations

from dataclasses import replace

from bot.core.form import Option
from bot.core.text import Text
from tests.core.fields.asked import NIGHT, NOT_SAID, UNKNOWN, Asked, option, question, tapped
from tests.core.fields.rows import ALBUM, HERE, VOICE, Row, asks, gives, refuses

TEN = question("range", min="0", max="10", step="1")
HALVES = question("range", min="0", max="3", step=".5")
FIVES = replace(question("range", min="5", max="100", step="5"), special=(UNKNOWN,))
DOWN = question("range", min="5", max="-5", step="2")
MONEY = question("range", min="0", max="5000", step="0.25")

NEEDS = replace(
    question(
        "rank",
        option("water", 1, "ماء", "Water"),
        option("food", 2, "غذاء", "Food"),
        option("school", 3, "مدرسة", "School"),
        option("doctor", 4, "طبيب", "A doctor"),
    ),
    special=(NOT_SAID,),
)
THREE = replace(NEEDS, options=NEEDS.options[:3], special=())
MANY = question("rank", *[Option(f"n{n}", Text(value=f"حاجة {n}"), n) for n in range(1, 23)])
ORDER = "22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1"

WHEN = question("datetime")
COMING = question("datetime", future="yes")
SINCE = replace(question("datetime", past="yes"), special=(UNKNOWN,))

CASES: dict[str, tuple[Row, ...]] = {
    "range": (
        gives(TEN, tapped("7"), 7),
        gives(TEN, "٧", 7),
        gives(TEN, "سبعة", 7),
        gives(TEN, "7.0", 7),
        gives(TEN, "0", 0, "en"),
        refuses(TEN, "11", "field.number.between"),
        refuses(TEN, "-1", "field.number.between"),
        refuses(TEN, "2.5", "field.range.between"),
        refuses(TEN, "كثير", "field.number.between"),
        refuses(TEN, VOICE, "field.refused.voice"),
        gives(HALVES, "٢٫٥", 2.5),
        gives(HALVES, "2,5", 2.5),
        gives(HALVES, tapped("1.5"), 1.5),
        gives(HALVES, "3", 3),
        refuses(HALVES, "0.25", "field.range.between"),
        refuses(HALVES, "3.5", "field.range.between", "en"),
        gives(FIVES, "25", 25),
        refuses(FIVES, "27", "field.range.between"),
        refuses(FIVES, "0", "field.range.between"),
        gives(FIVES, "ما بعرف", "-8"),
        gives(FIVES, tapped("-8"), "-8"),
        gives(DOWN, tapped("-5"), -5),
        gives(DOWN, "-3", -3),
        refuses(DOWN, "4", "field.range.between"),
        asks(MONEY, "1,250", "field.meant.some"),
        gives(MONEY, ["1,250", "1"], 1250),
        gives(MONEY, ["1.250", tapped("1.25")], 1.25),
        gives(MONEY, ["1.250", "2.5"], 2.5),
        asks(MONEY, ["1.250", tapped("none_of_these")], ""),
        asks(replace(MONEY, settings={"max": "5000"}), "1.250", "field.meant.one"),
        gives(replace(MONEY, settings={"max": "5000"}), ["1.250", "نعم"], 1250),
        gives(replace(MONEY, settings={"max": "5000"}), "1,250", 1250),
        gives(question("range"), "12", 12),
        refuses(question("range", step="0"), "1.5", "field.number.whole"),
        refuses(question("range", step="0.5"), "1.2", "field.number.expected"),
        gives(question("range", step="x", max="y"), "12", 12),
    ),
    "rank": (
        gives(
            NEEDS, [tapped("food"), tapped("doctor"), tapped("water")], ["food", "doctor", "water", "school"]
        ),
        gives(NEEDS, ["2", "4", "1"], ["food", "doctor", "water", "school"]),
        gives(NEEDS, ["طبيب", "ماء", "مدرسة"], ["doctor", "water", "school", "food"]),
        gives(NEEDS, ["a doctor", "Water", "3"], ["doctor", "water", "school", "food"], "en"),
        gives(NEEDS, "3 1 2 4", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "٣، ١، ٢، ٤", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "3-1-2-4", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "3 > 1 > 2 > 4", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "3 ثم 1 ثم 2 ثم 4", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "3 1 2", ["school", "water", "food", "doctor"]),
        gives(NEEDS, "مدرسة، ماء، غذاء", ["school", "water", "food", "doctor"]),
        gives(NEEDS, [tapped("food"), "3 1 2 4"], ["school", "water", "food", "doctor"]),
        gives(NEEDS, [tapped("food"), "3 1"], ["food", "school", "water", "doctor"]),
        gives(NEEDS, [tapped("food"), tapped("undo"), "3 1 2"], ["school", "water", "food", "doctor"]),
        gives(NEEDS, ["2", "3", "Undo the last one", "1 3"], ["food", "water", "school", "doctor"], "en"),
        asks(NEEDS, "3 1", ""),
        refuses(NEEDS, "3 1 3", "field.rank.twice"),
        refuses(THREE, "3 1 3", "field.rank.twice"),
        refuses(NEEDS, ["3", "3"], "field.rank.twice"),
        refuses(NEEDS, ["3", "1 3"], "field.rank.twice"),
        refuses(NEEDS, "312", "field.rank.expected"),
        refuses(NEEDS, "3 9", "field.rank.expected"),
        refuses(NEEDS, "لا", "field.rank.expected"),
        refuses(NEEDS, ALBUM, "field.refused.media"),
        asks(NEEDS, "مدرصه", "field.meant.one"),
        asks(NEEDS, ["2", "مدرصه"], "field.meant.one"),
        gives(NEEDS, ["2", "مدرصه", "نعم", "1"], ["food", "school", "water", "doctor"]),
        gives(NEEDS, ["2", "مدرصه", "لا", "4 1"], ["food", "doctor", "water", "school"]),
        gives(NEEDS, ["2", "مدرصه", tapped("none_of_these"), "4 1"], ["food", "doctor", "water", "school"]),
        gives(NEEDS, "ما بدي جاوب", "-9"),
        gives(NEEDS, tapped("-9"), "-9"),
        gives(replace(NEEDS, options=NEEDS.options[:1]), "1", ["water"]),
        gives(MANY, ORDER, [f"n{n}" for n in range(22, 0, -1)]),
        gives(MANY, ["22 21", "حاجة 20", *ORDER.split()[3:21]], [f"n{n}" for n in range(22, 0, -1)]),
    ),
    "datetime": (
        gives(WHEN, "21/11/2026 15:30", "2026-11-21T15:30:00.000+03:00"),
        gives(WHEN, "٢١/١١/٢٠٢٦، ١٥:٣٠", "2026-11-21T15:30:00.000+03:00"),
        gives(WHEN, "2026-11-21T15:30", "2026-11-21T15:30:00.000+03:00"),
        gives(WHEN, "15:30 21/11/2026", "2026-11-21T15:30:00.000+03:00"),
        gives(WHEN, "21/11/2026 15:30", "2026-11-21T15:30:00.000+03:00", "en"),
        gives(WHEN, "tomorrow at 3 pm", "2026-03-06T15:00:00.000+03:00", "en"),
        asks(WHEN, "غداً الساعة 3", "field.time.which"),
        gives(WHEN, ["غداً الساعة 3", "2"], "2026-03-06T15:00:00.000+03:00"),
        gives(WHEN, ["الساعة 3 غداً", "1"], "2026-03-06T03:00:00.000+03:00"),
        gives(WHEN, ["غداً العصر", "نعم"], "2026-03-06T16:00:00.000+03:00"),
        gives(WHEN, ["غداً بعد المغرب", "نعم"], "2026-03-06T18:30:00.000+03:00"),
        gives(WHEN, "25 شباط 15:30", "2026-02-25T15:30:00.000+03:00"),
        asks(WHEN, "5/3/2026 15:30", "field.date.confirm"),
        gives(WHEN, ["5/3/2026 15:30", "نعم"], "2026-03-05T15:30:00.000+03:00"),
        gives(WHEN, ["5/3/2026 3:30", "نعم", "2"], "2026-03-05T15:30:00.000+03:00"),
        gives(WHEN, ["5/3/2026 15:30", "لا", "4 آذار 2026", "15:30"], "2026-03-04T15:30:00.000+03:00"),
        gives(WHEN, ["3 كانون 2026 15:30", "2"], "2026-12-03T15:30:00.000+03:00"),
        refuses(WHEN, "15 آذار 3", "field.datetime.expected"),
        asks(WHEN, tapped("today"), "field.datetime.time"),
        gives(WHEN, [tapped("today"), "15:30"], "2026-03-05T15:30:00.000+03:00"),
        gives(WHEN, ["أمس", "5:30", tapped("17:30")], "2026-03-04T17:30:00.000+03:00"),
        gives(WHEN, ["yesterday", "4:30 pm"], "2026-03-04T16:30:00.000+03:00", "en"),
        asks(WHEN, ["أمس", tapped("other_day")], ""),
        asks(WHEN, ["أمس", "يوم آخر"], ""),
        asks(WHEN, ["أمس", "5:30", tapped("none_of_these")], "field.datetime.time"),
        asks(WHEN, ["أمس", "العصر", "لا"], "field.datetime.time"),
        asks(WHEN, ["أمس", "اليوم"], "field.datetime.time"),
        gives(WHEN, ["أمس", "اليوم 15:30"], "2026-03-05T15:30:00.000+03:00"),
        refuses(WHEN, "15:30", "field.datetime.expected"),
        refuses(WHEN, "قريباً", "field.datetime.expected"),
        refuses(WHEN, ["أمس", "قريباً"], "field.time.expected"),
        refuses(WHEN, ["أمس", HERE], "field.refused.position"),
        refuses(COMING, "أمس الساعة 3", "field.date.past"),
        refuses(SINCE, "غداً 15:30", "field.date.future"),
        gives(SINCE, "ما بعرف", "-8"),
        gives(SINCE, ["أمس", "ما بعرف"], "-8"),
        asks(Asked(WHEN, local=NIGHT), "اليوم 15:30", "field.date.which"),
        gives(Asked(WHEN, local=NIGHT), ["اليوم 15:30", "1"], "2026-03-04T15:30:00.000+03:00"),
    ),
    "hidden": (
        gives(question("hidden"), "؟", None),
        gives(Asked(question("hidden"), answers={"q": "x7"}), "?", "x7", "en"),
    ),
    "metadata": (
        gives(question("metadata", of="start"), "؟", None),
        gives(Asked(question("metadata", of="today"), answers={"q": "2026-03-05"}), "?", "2026-03-05", "en"),
    ),
}
