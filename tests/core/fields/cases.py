"""What people answer to each kind of question, and what it comes to.

A kind without cases fails the tests. A row is a question, what is sent to it one after another, and either
the value, or the key of the refusal, or the key of what is then asked. A lone text is typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.conversation import Input, Odd, Sent, Shared, Signalled
from bot.core.form import Field
from tests.core.fields.asked import (
    NIGHT,
    NOT_SAID,
    UNKNOWN,
    Asked,
    areas,
    medium,
    option,
    photos,
    question,
    tapped,
)

Given = str | Input | Sequence[str | Input]


@dataclass(frozen=True)
class Row:
    """`asked`: the key of the first part that is put then, '' for the question itself."""

    to: Asked
    given: Sequence[str | Input]
    value: Any = None
    refused: str = ""
    asked: str | None = None


def _given(given: Given) -> Sequence[str | Input]:
    return given if isinstance(given, list | tuple) else [given]  # type: ignore[list-item]  # one input


def gives(to: Asked | Field, given: Given, value: Any, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), value)


def refuses(to: Asked | Field, given: Given, key: str, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), refused=key)


def asks(to: Asked | Field, given: Given, key: str, language: str = "ar") -> Row:
    return Row(_asked(to, language), _given(given), asked=key)


def _asked(to: Asked | Field, language: str) -> Asked:
    return replace(to if isinstance(to, Asked) else Asked(to), language=language)


VOICE = Sent((medium("voice", "v1"),))
HERE = Shared(32.5568, 35.8469)
ALBUM = photos("m1", "m2", "m3")

TEXT = question("text")
NAME = replace(question("text", max="40"), voice=False)
STORY = question("text", min="10", length="60")
TEXT_OR_NOT = replace(TEXT, special=(UNKNOWN, NOT_SAID))

PEOPLE = question("integer", min="0", max="500")
YEAR = question("integer", min="1930", max="year-18", above="register.young")
PART = Asked(
    replace(question("integer", min="0", within="all"), special=(UNKNOWN,)), answers={"all": {"total": 27}}
)
HOURS = question("decimal", min="0.5", max="12")
AMOUNT = question("decimal", min="0")

PAST = question("date", past="yes")
COMING = question("date", future="yes")
WAVE = question("date", min="2026-01-01", max="2026-12-31")
HOUR = question("time")

AGREE = replace(
    question(
        "choice",
        option("5", 5, "أوافق تماماً", "Strongly agree"),
        option("4", 4, "أوافق", "Agree"),
        option("3", 3, "لا أوافق ولا أعارض", "Neither"),
        option("2", 2, "لا أوافق", "Disagree"),
        option("1", 1, "لا أوافق إطلاقاً", "Strongly disagree"),
    ),
    special=(UNKNOWN, NOT_SAID),
    scale=True,
)
CHANGE = replace(
    question(
        "choice",
        option("5", 5, "أفضل بكثير", "Much better"),
        option("4", 4, "أفضل قليلاً", "A little better"),
        option("3", 3, "كما هي", "Same"),
        option("2", 2, "أسوأ قليلاً", "A little worse"),
        option("1", 1, "أسوأ بكثير", "Much worse"),
    ),
    special=(UNKNOWN, NOT_SAID),
    scale=True,
)
QUALITY = replace(
    question(
        "choice",
        option("5", 5, "إيجابياً جداً", "Very positive"),
        option("4", 4, "إيجابياً", "Positive"),
        option("3", 3, "عادياً", "Neutral"),
        option("2", 2, "سلبياً", "Negative"),
        option("1", 1, "سلبياً جداً", "Very negative"),
    ),
    scale=True,
)
CONSENT = question(
    "choice", option("agree", 1, "أوافق", "I agree"), option("decline", 2, "لا، شكراً", "No, thanks")
)
START = question(
    "choice", option("start", 1, "نعم، أبدأ", "Yes, start"), option("stop", 2, "لا، شكراً", "No, thanks")
)
SOME = question(
    "choice",
    option("none", 1, "لا، جميعهم جدد", "No, all are new"),
    option("some", 2, "نعم، بعضهم", "Yes, some of them"),
    option("all", 3, "نعم، جميعهم", "Yes, all of them"),
)
SEX = question(
    "choice",
    option("male", 1, "ذكر", "Male"),
    option("female", 2, "أنثى", "Female"),
    option("prefer_not", 3, "أفضّل عدم الإجابة", "Prefer not to say"),
)
INTERESTS = replace(
    question(
        "choices",
        option("dialogue", 1, "حوار", "Dialogue"),
        option("mediation", 2, "وساطة", "Mediation"),
        option("youth", 3, "شباب", "Young people"),
        option("women", 4, "نساء", "Women"),
        option("media", 5, "إعلام وصحافة", "Media and journalism"),
        max="3",
    ),
    special=(NOT_SAID,),
)
GOVERNORATE = question("place")
DISTRICT = Asked(question("place", level="2", within="v6"), answers={"v6": "JO-IR"})
VILLAGE = Asked(
    question("place", level="2", within="v6", recent="yes"),
    answers={"v6": "JO-AQ"},
    profile={"places": [{"text": "حي النور"}, "JO-IR", {"text": "الديسة"}]},
)
ANYWHERE = Asked(
    question("place", level="2", recent="yes"), areas=areas(40), profile={"places": ["IR-2", "XX", "AM-3"]}
)
PHOTOS = question("photo", required=False, consent="yes")
THREE_PHOTOS = question("photo", count="3")
COUNT = question("tally")
BY_SEX = question("tally", cross="yes", bands="0-17 18+")

_LINE = "27: 15 نساء و12 رجل، منهم 6 أطفال"
_SIX_CHILDREN = {"0-17": 6, "18-29": None, "30-59": None, "60+": None}
_NOT_KNOWN = {"0-17": None, "18-29": None, "30-59": None, "60+": None}

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
        refuses(question("integer"), "كثير", "field.number.whole"),
        gives(question("integer"), "1,250", 1250),
        asks(question("integer"), "1.250", "field.meant.one"),
        gives(question("integer"), ["1.250", "أيوا"], 1250),
        gives(question("integer"), ["1.250", "لا", "125"], 125),
        asks(question("integer"), ["1.250", tapped("no")], ""),
        gives(YEAR, "1998", 1998),
        gives(YEAR, "2008", 2008),
        refuses(YEAR, "2009", "register.young"),
        refuses(YEAR, "2100", "field.number.between"),
        refuses(YEAR, "98", "field.number.between"),
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
    "choice": (
        gives(AGREE, tapped("4"), "4"),
        gives(AGREE, "٤", "4"),
        gives(AGREE, "➍", "4"),
        gives(AGREE, "أربعة", "4"),
        gives(AGREE, "اوافق", "4"),
        gives(AGREE, "أوافق تماما", "5"),
        gives(AGREE, "لا أوافق إطلاقاً", "1"),
        gives(AGREE, "strongly agree", "5", "ar"),
        gives(AGREE, "Disagree", "2", "en"),
        gives(AGREE, "8", "-8"),
        gives(AGREE, "−8", "-8"),
        gives(AGREE, "-9", "-9"),
        gives(AGREE, "مدري", "-8"),
        gives(AGREE, "ما بدي جاوب", "-9"),
        asks(AGREE, "نعم", "field.meant.degree"),
        asks(AGREE, "yes", "field.meant.degree", "en"),
        gives(AGREE, ["آه", "5"], "5"),
        gives(AGREE, ["نعم", "أوافق"], "4"),
        gives(AGREE, ["لا", tapped("1")], "1"),
        gives(AGREE, ["no", "3"], "3", "en"),
        refuses(AGREE, "7", "field.choice.expected"),
        refuses(AGREE, Signalled("👍"), "field.refused.sign"),
        refuses(AGREE, "عادي", "field.choice.expected"),
        gives(QUALITY, "عادي", "3"),
        asks(CHANGE, "أفضل", "field.meant.some"),
        gives(CHANGE, ["أفضل", "4"], "4"),
        asks(CHANGE, "أسوء قليلا", "field.meant.one"),
        gives(CHANGE, ["أسوء قليلا", "نعم"], "2"),
        asks(CHANGE, ["أسوء قليلا", "لا"], ""),
        asks(CHANGE, ["much bettar", tapped("none_of_these")], "", "en"),
        asks(CHANGE, ["much bettar", "None of these"], "", "en"),
        gives(CONSENT, "نعم", "agree"),
        gives(CONSENT, "موافقة", "agree"),
        gives(CONSENT, "no", "decline", "en"),
        gives(CONSENT, "لأ", "decline"),
        gives(START, "أيوا", "start"),
        gives(START, Signalled("👎"), "stop"),
        gives(START, "Yes, start", "start", "en"),
        asks(SOME, "نعم", "field.meant.some"),
        gives(SOME, ["نعم", "2"], "some"),
        gives(SOME, "لا", "none"),
        gives(SEX, "ما بدي جاوب", "prefer_not"),
        gives(SEX, "انثى.", "female"),
        refuses(SEX, "ا" * 100_000, "field.choice.expected"),
        refuses(SEX, VOICE, "field.refused.voice"),
    ),
    "choices": (
        gives(INTERESTS, "1 3 5", ["dialogue", "youth", "media"]),
        gives(INTERESTS, "١، ٣، ٥", ["dialogue", "youth", "media"]),
        gives(INTERESTS, "3", ["youth"]),
        gives(INTERESTS, "شباب، حوار", ["dialogue", "youth"]),
        gives(INTERESTS, "Dialogue, women", ["dialogue", "women"], "en"),
        gives(INTERESTS, "إعلام", ["media"]),
        gives(INTERESTS, [tapped("women"), tapped("dialogue"), tapped("done")], ["dialogue", "women"]),
        gives(INTERESTS, [tapped("women"), tapped("youth"), tapped("women"), "تم"], ["youth"]),
        gives(INTERESTS, [tapped("women"), "1", "done"], ["dialogue", "women"], "en"),
        gives(INTERESTS, tapped("-9"), ["-9"]),
        gives(INTERESTS, [tapped("women"), "أفضّل عدم الإجابة"], ["-9"]),
        refuses(INTERESTS, "1 9", "field.choices.alone"),
        refuses(INTERESTS, "1 2 3 4", "field.choices.most"),
        refuses(replace(INTERESTS, settings={"min": "2"}), "1", "field.choices.least"),
        refuses(INTERESTS, tapped("done"), "field.choices.empty"),
        gives(replace(INTERESTS, required=False), tapped("done"), []),
        refuses(INTERESTS, "135", "field.choices.expected"),
        refuses(INTERESTS, "1 7", "field.choices.expected"),
        asks(INTERESTS, "حواز", "field.meant.one"),
        gives(INTERESTS, ["حواز", "نعم"], ["dialogue"]),
        asks(INTERESTS, ["حواز", "لا"], ""),
        asks(INTERESTS, [tapped("youth"), "حواز", tapped("dialogue")], ""),
        gives(INTERESTS, [tapped("youth"), "حواز", tapped("dialogue"), "تم"], ["dialogue", "youth"]),
        refuses(INTERESTS, ALBUM, "field.refused.media"),
    ),
    "place": (
        gives(GOVERNORATE, tapped("JO-IR"), "JO-IR"),
        gives(GOVERNORATE, "اربد", "JO-IR"),
        gives(GOVERNORATE, "محافظة إربد", "JO-IR"),
        gives(GOVERNORATE, "الزرقا", "JO-AZ"),
        gives(GOVERNORATE, "عمّان", "JO-AM"),
        gives(GOVERNORATE, "Irbid", "JO-IR", "en"),
        gives(GOVERNORATE, "9", "JO-KA"),
        gives(GOVERNORATE, ["المزيد", "11"], "JO-MN"),
        gives(GOVERNORATE, [tapped("more"), tapped("previous"), tapped("JO-AM")], "JO-AM"),
        gives(GOVERNORATE, "نينوا", "IQ-NI"),
        asks(GOVERNORATE, "الموصل", "field.place.confirm_governorate"),
        gives(GOVERNORATE, ["Mosul", "yes"], "IQ-NI", "en"),
        gives(GOVERNORATE, ["الموصل", "1"], "IQ-NI"),
        asks(GOVERNORATE, ["الموصل", "لا"], ""),
        gives(GOVERNORATE, ["الموصل", "جرش"], "JO-JA"),
        asks(GOVERNORATE, "الرمثا", "field.place.confirm_governorate"),
        gives(GOVERNORATE, ["الرمثا", "آه"], "JO-IR"),
        asks(GOVERNORATE, "عجلوم", "field.place.confirm_governorate"),
        gives(GOVERNORATE, ["عجلوم", tapped("yes")], "JO-AJ"),
        asks(GOVERNORATE, "Karaq", "field.meant.some", "en"),
        refuses(GOVERNORATE, "باريس", "field.place.unknown"),
        refuses(GOVERNORATE, "😀", "field.place.unknown"),
        refuses(GOVERNORATE, "\u200e", "field.place.expected"),
        refuses(GOVERNORATE, HERE, "field.refused.position"),
        gives(replace(GOVERNORATE, special=(NOT_SAID,)), "ما بدي جاوب", "-9"),
        gives(DISTRICT, "الرمثا", "IR-2"),
        gives(DISTRICT, "3", "IR-3"),
        asks(DISTRICT, "بني كنانا", "field.place.confirm"),
        gives(VILLAGE, "وادي رم", {"text": "وادي رم"}),
        gives(VILLAGE, "السلام", {"text": "السلام"}),
        gives(VILLAGE, tapped("recent:2"), {"text": "الديسة"}),
        gives(VILLAGE, "1", {"text": "حي النور"}),
        refuses(VILLAGE, "\u200e", "field.text.empty"),
        refuses(VILLAGE, "ا" * 201, "field.text.long"),
        refuses(VILLAGE, VOICE, "field.refused.voice"),
        gives(ANYWHERE, "1", "IR-2"),
        gives(ANYWHERE, "الرمثا", "IR-2"),
        asks(ANYWHERE, tapped("JO-IR"), ""),
        gives(ANYWHERE, ["إربد", "2"], "IR-2"),
        gives(ANYWHERE, ["Amman", tapped("more"), tapped("AM-12")], "AM-12", "en"),
        gives(ANYWHERE, [tapped("JO-IR"), tapped("previous"), tapped("JO-AQ")], "JO-AQ"),
        gives(question("place", level="7"), "الرمثا", "IR-2"),
    ),
    "photo": (
        gives(PHOTOS, [ALBUM, "تم", "نعم"], {"photos": ["m1", "m2", "m3"], "consent": "yes"}),
        gives(
            PHOTOS,
            [photos("m1"), photos("m2"), tapped("done"), tapped("no")],
            {"photos": ["m1", "m2"], "consent": "no"},
        ),
        gives(PHOTOS, [photos("m1"), "done", "yes"], {"photos": ["m1"], "consent": "yes"}, "en"),
        gives(
            PHOTOS, [photos("m1"), "نهاية", photos("m2"), "اي"], {"photos": ["m1", "m2"], "consent": "yes"}
        ),
        gives(
            PHOTOS,
            [photos("m1", caption="الجلسة"), photos("m2", caption="الختام"), "تم", "1"],
            {"photos": ["m1", "m2"], "consent": "yes", "caption": "الجلسة\nالختام"},
        ),
        asks(PHOTOS, ALBUM, "field.photo.more"),
        asks(PHOTOS, [ALBUM, "تم"], "field.photo.consent"),
        refuses(PHOTOS, [ALBUM, "تم", "ربما"], "field.photo.consent_expected"),
        gives(PHOTOS, "لا", {"photos": []}),
        gives(PHOTOS, tapped("none"), {"photos": []}),
        gives(PHOTOS, "No photos", {"photos": []}, "en"),
        gives(THREE_PHOTOS, ALBUM, {"photos": ["m1", "m2", "m3"]}),
        gives(THREE_PHOTOS, photos("m1", "m2", "m3", "m4"), {"photos": ["m1", "m2", "m3"]}),
        gives(THREE_PHOTOS, [photos("m1"), photos("m1"), "تم"], {"photos": ["m1"]}),
        gives(THREE_PHOTOS, [Sent((medium("file", "f1", mime="image/heic"),)), "تم"], {"photos": ["f1"]}),
        gives(THREE_PHOTOS, [Sent((medium("file", "f1", name="IMG_1.HEIC"),)), "تم"], {"photos": ["f1"]}),
        refuses(THREE_PHOTOS, Sent((medium("file", "f1", mime="application/pdf"),)), "field.refused.media"),
        refuses(THREE_PHOTOS, VOICE, "field.refused.voice"),
        refuses(THREE_PHOTOS, "تم", "field.photo.none_yet"),
        refuses(THREE_PHOTOS, tapped("done"), "field.photo.none_yet"),
        refuses(THREE_PHOTOS, "جميل", "field.photo.expected"),
    ),
    "voice": (
        gives(question("voice"), VOICE, {"media": "v1"}),
        gives(
            question("voice"),
            Sent((medium("file", "f1", mime="audio/ogg"),), "note"),
            {"media": "f1", "caption": "note"},
            "en",
        ),
        refuses(question("voice"), ALBUM, "field.refused.media"),
        refuses(question("voice"), "كلام", "field.voice.expected"),
        gives(replace(question("voice"), special=(UNKNOWN,)), "مدري", "-8"),
        gives(replace(question("voice"), special=(UNKNOWN,)), tapped("-8"), "-8"),
    ),
    "video": (
        gives(question("video"), Sent((medium("video", "m1"),)), {"media": "m1"}),
        gives(question("video"), Sent((medium("file", "m1", mime="video/mp4"),)), {"media": "m1"}, "en"),
        refuses(question("video"), photos("m1"), "field.refused.media"),
        refuses(question("video"), "hello", "field.video.expected", "en"),
    ),
    "file": (
        gives(question("file"), Sent((medium("file", "m1", mime="application/pdf"),)), {"media": "m1"}),
        gives(question("file"), photos("m1", "m2"), {"media": "m1"}, "en"),
        refuses(question("file"), "كلام", "field.file.expected"),
        refuses(question("file"), Sent(()), "field.refused.media"),
    ),
    "position": (
        gives(question("position"), HERE, {"latitude": 32.5568, "longitude": 35.8469}),
        gives(question("position"), "عند المدرسة", {"text": "عند المدرسة"}),
        gives(question("position"), "near the school", {"text": "near the school"}, "en"),
        refuses(question("position"), Shared(91.0, 0.0), "field.position.expected"),
        refuses(question("position"), Shared(0.0, float("nan")), "field.position.expected"),
        refuses(question("position"), Shared(phone="+962790000000"), "field.refused.position"),
        refuses(question("position"), "\0", "field.position.expected"),
        refuses(question("position"), "ا" * 300, "field.text.long"),
    ),
    "note": (
        gives(question("note"), "حسناً", None),
        gives(question("note"), "fine", None, "en"),
    ),
    "acknowledge": (
        gives(question("acknowledge"), tapped("ok"), "ok"),
        gives(question("acknowledge"), "تمام", "ok"),
        gives(question("acknowledge"), Signalled("👍"), "ok"),
        gives(question("acknowledge"), "OK", "ok", "en"),
        gives(question("acknowledge", option("yes", 1, "ألتزم بذلك", "I will keep it")), "موافقة", "yes"),
        gives(question("acknowledge", option("yes", 1, "ألتزم بذلك", "I will keep it")), "1", "yes"),
        gives(
            question("acknowledge", option("yes", 1, "ألتزم بذلك", "I will keep it")), "I will", "yes", "en"
        ),
        refuses(question("acknowledge"), "لا", "field.acknowledge.expected"),
        refuses(question("acknowledge"), VOICE, "field.refused.voice"),
    ),
    "tally": (
        asks(COUNT, "27", "field.tally.women"),
        asks(COUNT, ["27", "15"], "field.tally.band"),
        gives(
            COUNT,
            ["27", "15", "6", "10", "8", "3"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 10, "30-59": 8, "60+": 3}},
        ),
        gives(
            COUNT,
            ["٢٧", "خمسة عشر", "27"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 27, "18-29": 0, "30-59": 0, "60+": 0}},
        ),
        gives(
            COUNT,
            ["27", "ما بعرف", tapped("unknown_ages")],
            {"total": 27, "women": None, "men": None, "bands": _NOT_KNOWN},
        ),
        gives(
            COUNT,
            ["27", "0", "6", "لا أعرف", "مدري", "لا أعرف"],
            {"total": 27, "women": 0, "men": 27, "bands": _SIX_CHILDREN},
        ),
        gives(
            COUNT,
            ["27", "15", "6", tapped("rest")],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 21, "30-59": 0, "60+": 0}},
        ),
        gives(COUNT, tapped("unknown"), {"total": None, "women": None, "men": None, "bands": _NOT_KNOWN}),
        gives(COUNT, "0", {"total": 0, "women": 0, "men": 0, "bands": dict.fromkeys(_NOT_KNOWN, 0)}),
        refuses(COUNT, ["27", "28"], "field.tally.women_expected"),
        refuses(COUNT, ["27", "15", "28"], "field.tally.band_expected"),
        refuses(COUNT, ["27", "15", "6", "10", "8", "2"], "field.tally.short"),
        gives(
            COUNT,
            ["27", "15", "6", "10", "8", "2", "لا أعرف"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 10, "30-59": 8, "60+": None}},
        ),
        asks(COUNT, _LINE, "field.tally.confirm"),
        asks(COUNT, [_LINE, "نعم"], "field.tally.band"),
        gives(
            COUNT,
            [_LINE, "صحيح", tapped("unknown_ages")],
            {"total": 27, "women": 15, "men": 12, "bands": _SIX_CHILDREN},
        ),
        gives(
            COUNT,
            ["27: 15 women and 12 men, of whom 6 children", "yes", "21"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 21, "30-59": 0, "60+": 0}},
            "en",
        ),
        gives(
            COUNT,
            ["15 women and 12 men", "y", "Ages not known"],
            {"total": 27, "women": 15, "men": 12, "bands": _NOT_KNOWN},
            "en",
        ),
        asks(COUNT, [_LINE, "لا"], ""),
        asks(COUNT, [_LINE, "28"], "field.tally.women"),
        asks(COUNT, ["15 نساء", "نعم"], ""),
        asks(COUNT, ["15 نساء", "نعم", "27"], "field.tally.band"),
        asks(COUNT, ["27", "15 نساء", "نعم"], "field.tally.band"),
        asks(COUNT, ["27", "12 رجل", "نعم"], "field.tally.band"),
        refuses(COUNT, "27: 15 نساء و10 رجال", "field.tally.sexes"),
        refuses(COUNT, ["10", "15 نساء"], "field.tally.sex_above"),
        refuses(COUNT, "10 أشخاص منهم 12 طفل", "field.tally.bands_above"),
        refuses(COUNT, "نصهم نساء", "field.tally.unclear"),
        refuses(COUNT, "a lot", "field.tally.unclear", "en"),
        refuses(COUNT, "123456", "field.tally.total_bounds"),
        refuses(COUNT, "-1", "field.tally.total_bounds"),
        refuses(question("tally", max="500"), "501", "field.tally.total_bounds"),
        refuses(question("tally", max="500"), "300 نساء و300 رجال", "field.tally.total_bounds"),
        refuses(COUNT, VOICE, "field.refused.voice"),
        refuses(COUNT, [_LINE, "ربما"], "field.tally.unclear"),
        asks(BY_SEX, ["27", "15"], "field.tally.band_women"),
        gives(
            BY_SEX,
            ["27", "15", "6", "9", "2", tapped("rest")],
            {
                "total": 27,
                "women": 15,
                "men": 12,
                "bands": {"0-17": 8, "18+": 19},
                "cross": {"women": {"0-17": 6, "18+": 9}, "men": {"0-17": 2, "18+": 10}},
            },
        ),
        gives(
            BY_SEX,
            ["27", "15", tapped("unknown_ages"), "12"],
            {
                "total": 27,
                "women": 15,
                "men": 12,
                "bands": {"0-17": None, "18+": None},
                "cross": {"women": {"0-17": None, "18+": None}, "men": {"0-17": 12, "18+": 0}},
            },
        ),
        gives(
            BY_SEX,
            ["27", tapped("unknown"), "27"],
            {"total": 27, "women": None, "men": None, "bands": {"0-17": 27, "18+": 0}},
        ),
    ),
    "computed": (
        gives(
            Asked(question("computed", formula="sum", fields="a b c"), answers={"a": 2, "b": {"total": 27}}),
            "؟",
            29,
        ),
        gives(
            Asked(question("computed", formula="count", fields="a b c"), answers={"a": ["x", "y"], "b": "z"}),
            "?",
            3,
            "en",
        ),
        gives(
            Asked(question("computed", formula="first", fields="a b"), answers={"a": None, "b": "z"}),
            "؟",
            "z",
        ),
        gives(
            Asked(question("computed", formula="sum", fields="a"), answers={"a": {"total": None}}), "؟", None
        ),
        gives(Asked(question("computed", formula="median", fields="a"), answers={"a": 1}), "؟", None),
    ),
}
