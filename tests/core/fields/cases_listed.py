"""What is chosen from a list: options, places, and what has no list or only one option."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Signalled
from tests.core.fields.asked import NOT_SAID, UNKNOWN, Asked, areas, option, question, tapped
from tests.core.fields.rows import ALBUM, HERE, VOICE, Row, asks, gives, refuses

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

CASES: dict[str, tuple[Row, ...]] = {
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
        gives(AGREE, ["no", "2"], "2", "en"),
        refuses(AGREE, ["نعم", "1"], "field.choice.expected"),
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
        asks(ANYWHERE, tapped("JO-IR"), "field.place.inside"),
        gives(ANYWHERE, ["إربد", "2"], "IR-2"),
        gives(ANYWHERE, ["Amman", tapped("more"), tapped("AM-12")], "AM-12", "en"),
        gives(ANYWHERE, [tapped("JO-IR"), tapped("previous"), tapped("JO-AQ")], "JO-AQ"),
        gives(question("place", level="7"), "الرمثا", "IR-2"),
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
