"""Words, numbers, days and times, as people write them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Odd, Sent
from tests.core.fields.asked import NIGHT, NOT_SAID, UNKNOWN, Asked, medium, question, tapped
from tests.core.fields.rows import ALBUM, HERE, VOICE, Row, asks, gives, refuses

TEXT = question("text")
NAME = replace(question("text", max="40"), voice=False)
STORY = question("text", min="10", length="60")
TEXT_OR_NOT = replace(TEXT, special=(UNKNOWN, NOT_SAID))

PEOPLE = question("integer", min="0", max="500")
YEAR = question("integer", min="1930", max="year-18", above="register.young")
PART = Asked(
    replace(question("integer", min="0", within="all"), special=(UNKNOWN,)), answers={"all": {"total": 27}}
)
HOURS = question("decimal", min="0.5", max="12", unit="hours")
AMOUNT = question("decimal", min="0")

PAST = question("date", past="yes")
COMING = question("date", future="yes")
WAVE = question("date", min="2026-01-01", max="2026-12-31")
HOUR = question("time")

CASES: dict[str, tuple[Row, ...]] = {
    "text": (
        gives(NAME, "ليلى", "ليلى"),
        gives(NAME, " ليـــلى\u202e\n الأحمد\0 ", "ليلى الأحمد"),
        gives(NAME, "Layla  Ahmad", "Layla Ahmad", "en"),
        gives(NAME, "سلام", "سلام"),
        refuses(NAME, "ل" * 41, "field.text.long"),
        refuses(NAME, "\u200f\u2067\0", "field.text.empty"),
        refuses(NAME, VOICE, "field.refused.voice"),
        gives(TEXT, VOICE, {"voice": "v1"}),
        gives(TEXT, Sent((medium("audio", "a1"),), caption="شرح"), {"voice": "a1", "caption": "شرح"}),
        refuses(TEXT, ALBUM, "field.refused.media"),
        refuses(TEXT, HERE, "field.refused.position"),
        refuses(TEXT, Odd("contact"), "field.refused.odd"),
        refuses(STORY, "قصير", "field.text.short"),
        refuses(STORY, "too short", "field.text.short", "en"),
        refuses(STORY, "طويل " * 20, "field.text.long"),
        refuses(TEXT, "ا" * 100_000, "field.text.long"),
        gives(TEXT_OR_NOT, "ما بعرف", "-8"),
        gives(TEXT_OR_NOT, "Prefer not to say", "-9", "en"),
        gives(TEXT_OR_NOT, "لا أعرف ماذا أقول", "لا أعرف ماذا أقول"),
        gives(TEXT_OR_NOT, tapped("-9"), "-9"),
    ),
    "integer": (
        gives(PEOPLE, "٢٥", 25),
        gives(PEOPLE, "۲۵", 25),
        gives(PEOPLE, "خمسة وعشرين", 25),
        gives(PEOPLE, "25", 25, "en"),
        gives(PEOPLE, "0", 0, "en"),
        refuses(PEOPLE, "25 سنة", "field.number.between"),
        refuses(PEOPLE, "about 25", "field.number.between", "en"),
        refuses(PEOPLE, "-3", "field.number.between"),
        refuses(PEOPLE, "501", "field.number.between"),
        refuses(PEOPLE, "2.5", "field.number.whole"),
        refuses(PEOPLE, VOICE, "field.refused.voice"),
        refuses(question("integer", min="1"), "0", "field.number.least"),
        refuses(question("integer", max="9"), "10", "field.number.most"),
        refuses(question("integer"), "كثير", "field.number.alone"),
        refuses(question("integer"), "9 نساء", "field.number.alone"),
        gives(question("integer"), "1,250", 1250),
        asks(question("integer"), "1.250", "field.meant.one"),
        gives(question("integer"), ["1.250", "أيوا"], 1250),
        gives(question("integer"), ["1.250", "لا", "125"], 125),
        asks(question("integer"), ["1.250", tapped("no")], ""),
        gives(YEAR, "1998", 1998),
        gives(YEAR, "2008", 2008),
        refuses(YEAR, "2009", "register.young"),
        refuses(YEAR, "2100", "field.number.between"),
        asks(YEAR, "98", "field.meant.one"),
        gives(YEAR, ["٩٨", "نعم"], 1998),
        gives(YEAR, "مواليد 1998", 1998),
        refuses(YEAR, "من 1998 إلى 2000", "field.number.between"),
        refuses(YEAR, "20", "field.number.between"),
        gives(PART, "27", 27),
        refuses(PART, "28", "field.number.between"),
        gives(PART, "ما أدري", "-8"),
        gives(PART, "−٨", "-8"),
        gives(PART, "8", 8),
    ),
    "decimal": (
        gives(HOURS, "٢٫٥", 2.5),
        gives(HOURS, "2.5", 2.5, "en"),
        gives(HOURS, "2,5", 2.5),
        gives(HOURS, "3.0", 3),
        gives(HOURS, "ثلاثة", 3),
        gives(HOURS, "1,250", 1.25),
        gives(HOURS, "ساعتين", 2),
        gives(HOURS, "ساعة ونص", 1.5),
        gives(HOURS, "٣ ساعات", 3),
        gives(HOURS, "2.5 hours", 2.5, "en"),
        refuses(HOURS, "ساعات طويلة", "field.number.between"),
        refuses(AMOUNT, "3 ساعات", "field.number.least"),
        refuses(HOURS, "0.25", "field.number.between"),
        refuses(HOURS, "13", "field.number.between", "en"),
        refuses(AMOUNT, "شوي", "field.number.least"),
        asks(AMOUNT, "1,250", "field.number.meant"),
        gives(AMOUNT, ["1,250", "1"], 1250),
        gives(AMOUNT, ["1.250", tapped("1.25")], 1.25),
        asks(AMOUNT, ["1.250", tapped("none_of_these")], ""),
        gives(AMOUNT, ["1.250", "1250.50"], 1250.5, "en"),
        gives(AMOUNT, "0.250", 0.25),
        refuses(AMOUNT, ALBUM, "field.refused.media"),
    ),
    "date": (
        gives(PAST, tapped("today"), "2026-03-05"),
        gives(PAST, "امبارح", "2026-03-04"),
        gives(PAST, "2", "2026-03-04"),
        gives(PAST, "yesterday", "2026-03-04", "en"),
        gives(PAST, "قبل 3 أيام", "2026-03-02"),
        gives(PAST, "25/2/2026", "2026-02-25"),
        asks(PAST, "5/3/2026", "field.date.confirm"),
        gives(PAST, ["٥-٣-٢٠٢٦", "نعم"], "2026-03-05"),
        gives(PAST, ["4/3/2026", "لا", "3 آذار 2026"], "2026-03-03"),
        gives(PAST, ["4/3/2026", "1 March 2026"], "2026-03-01", "en"),
        gives(PAST, "الخميس الماضي", "2026-02-26"),
        refuses(PAST, "غداً", "field.date.future"),
        refuses(PAST, "tomorrow", "field.date.future", "en"),
        refuses(PAST, "يوم من الأيام", "field.date.expected"),
        refuses(PAST, HERE, "field.refused.position"),
        asks(WAVE, "3 كانون 2026", "field.date.which"),
        gives(WAVE, ["3 كانون 2026", "2"], "2026-12-03"),
        gives(WAVE, ["3 كانون 2026", tapped("2026-01-03")], "2026-01-03"),
        asks(WAVE, ["3 كانون 2026", "ليس أياً منها"], ""),
        refuses(WAVE, "25/12/2025", "field.date.early"),
        refuses(WAVE, "25/1/2027", "field.date.late"),
        asks(Asked(PAST, local=NIGHT), "اليوم", "field.date.which"),
        asks(Asked(PAST, local=NIGHT), tapped("today"), "field.date.which"),
        gives(Asked(PAST, local=NIGHT), [tapped("today"), tapped("2026-03-04")], "2026-03-04"),
        asks(Asked(PAST, local=NIGHT), tapped("yesterday"), "field.date.confirm"),
        gives(COMING, tapped("tomorrow"), "2026-03-06"),
        refuses(COMING, "أمس", "field.date.past"),
        gives(replace(PAST, special=(UNKNOWN,)), "ما بعرف", "-8"),
    ),
    "time": (
        gives(HOUR, "17:30", "17:30"),
        gives(HOUR, "٥:٣٠ م", "17:30"),
        gives(HOUR, "4:30 pm", "16:30", "en"),
        asks(HOUR, "خمسة ونص", "field.time.which"),
        gives(HOUR, ["خمسة ونص", "2"], "17:30"),
        gives(HOUR, ["5:30", tapped("05:30")], "05:30"),
        asks(HOUR, ["5:30", tapped("none_of_these")], ""),
        asks(HOUR, "العصر", "field.time.confirm"),
        gives(HOUR, ["العصر", "نعم"], "16:00"),
        gives(HOUR, ["بعد المغرب", "اي"], {"time": "18:30", "said": "بعد المغرب"}),
        asks(HOUR, ["العصر", "لا"], ""),
        refuses(HOUR, "قريباً", "field.time.expected"),
        refuses(HOUR, "soon", "field.time.expected", "en"),
        refuses(HOUR, ALBUM, "field.refused.media"),
    ),
}
