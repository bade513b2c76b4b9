"""Lists longer than one message: what is exact is an answer, what may be meant is asked."""

from __future__ import annotations

from dataclasses import replace

from bot.core.form import Option
from bot.core.text import Text
from tests.core.fields.asked import NOT_SAID, Asked, option, question, tapped
from tests.core.fields.rows import VOICE, Row, asks, gives, refuses

_VILLAGES = (
    ("عين الباشا", "Ain al-Basha"),
    ("الرمثا", "Ramtha"),
    ("الطرة", "Turra"),
    ("كفر أسد", "Kufr Asad"),
    ("كفر يوبا", "Kufr Yuba"),
    ("بيت راس", "Beit Ras"),
    ("الحصن", "Husn"),
    ("النعيمة", "Nu'ayma"),
    ("الصريح", "Sarih"),
    ("حوارة", "Huwwara"),
    ("المغير", "Mughayyir"),
    ("سال", "Sal"),
    ("بشرى", "Bushra"),
    ("حكما", "Hakama"),
    ("علعال", "Al'al"),
    ("سما الروسان", "Sama al-Rusan"),
    ("أم قيس", "Umm Qays"),
    ("ملكا", "Malka"),
    ("الحصن الجديدة", "New Husn"),
    ("سحم الكفارات", "Saham al-Kfarat"),
)
LONG = tuple(option(f"v{n}", n, ar, en) for n, (ar, en) in enumerate(_VILLAGES, 1))
VILLAGE = replace(question("choice", *LONG), special=(NOT_SAID,))
VILLAGES = replace(question("choices", *LONG, max="3"), special=(NOT_SAID,))
NAMESAKES = question("choice", *LONG, option("v21", 21, "الحصن", "Husn"))
YEARS = question("choice", *[Option(f"y{n}", Text(value=str(n)), n - 1999) for n in range(2000, 2020)])
# An author calls options what we call controls.
ODD = question(
    "choice",
    *LONG,
    option("more", 21, "أكثر", "Greater"),
    option("previous", 22, "سابق", "Earlier"),
    option("none_of_these", 23, "ولا واحدة", "Not one"),
)
STATES = question(
    "choices", option("done", 1, "منجز", "Finished"), option("none_of_these", 2, "ولا شيء", "Nothing")
)
PICTURES = question(
    "choice",
    Option("cat", Text(), 1),
    Option("dog", Text(), 2),
    option("hen", 3, "دجاجة", "Hen"),
)
FRENCH = Asked(
    question(
        "choice",
        Option("yes", Text(languages={"fr": "Oui"}), 1),
        Option("no", Text(languages={"fr": "Non"}), 2),
    )
)
FRENCH = replace(FRENCH, form=replace(FRENCH.form, languages=("fr",)))
LIKERT = replace(
    question("choice", option("2", 2, "أوافق", "Agree"), option("1", 1, "لا أوافق", "Disagree")),
    appearance="w4 likert",
)

CASES: dict[str, tuple[Row, ...]] = {
    "choice": (
        gives(VILLAGE, tapped("v3"), "v3"),
        gives(VILLAGE, "الرمثا", "v2"),
        gives(VILLAGE, "كفر اسد", "v4"),
        gives(VILLAGE, "Umm Qays", "v17", "en"),
        gives(VILLAGE, "١٧", "v17"),
        gives(VILLAGE, ["المزيد", "More", tapped("v20")], "v20"),
        gives(VILLAGE, [tapped("more"), tapped("previous"), "20"], "v20"),
        asks(VILLAGE, "المزيد", ""),
        asks(VILLAGE, "كفر", "field.meant.some"),
        gives(VILLAGE, ["كفر", "2"], "v5"),
        gives(VILLAGE, ["كفر", tapped("v4")], "v4"),
        gives(VILLAGE, ["كفر", "كفر يوبا"], "v5"),
        gives(VILLAGE, ["كفر", "الطرة"], "v3"),
        asks(VILLAGE, ["كفر", "ليس أياً منها"], ""),
        asks(VILLAGE, ["كفر", "لا"], ""),
        refuses(VILLAGE, ["كفر", "7"], "field.choice.unknown"),
        gives(VILLAGE, "الحصن", "v7"),
        asks(VILLAGE, "الحص", "field.meant.some"),
        asks(VILLAGE, "الرمث", "field.meant.one"),
        asks(VILLAGE, "قيس", "field.meant.one"),
        asks(VILLAGE, "عيمة", "field.meant.one"),
        asks(VILLAGE, "الروسان سما", "field.meant.one"),
        asks(VILLAGE, "الرمسا", "field.meant.one"),
        gives(VILLAGE, ["الرمسا", "نعم"], "v2"),
        asks(VILLAGE, "yuba", "field.meant.one", "en"),
        refuses(VILLAGE, "القاهرة", "field.choice.unknown"),
        refuses(VILLAGE, "21", "field.choice.unknown"),
        refuses(VILLAGE, "ا" * 100_000, "field.choice.unknown"),
        refuses(VILLAGE, "\u200e", "field.choice.expected"),
        refuses(VILLAGE, VOICE, "field.refused.voice"),
        gives(VILLAGE, "ما بدي جاوب", "-9"),
        gives(VILLAGE, tapped("-9"), "-9"),
        asks(NAMESAKES, "الحصن", "field.meant.some"),
        gives(NAMESAKES, ["الحصن", "2"], "v21"),
        gives(YEARS, "2007", "y2007"),
        refuses(YEARS, "7", "field.choice.unknown"),
        asks(YEARS, "200", "field.meant.some"),
        gives(ODD, tapped("more"), "more"),
        gives(ODD, [tapped("more~"), tapped("more~"), tapped("previous~"), tapped("v9")], "v9"),
        asks(ODD, ["كفر", tapped("none_of_these~")], ""),
        gives(PICTURES, "cat", "cat"),
        gives(PICTURES, "dog", "dog", "en"),
        gives(FRENCH, "Oui", "yes"),
        gives(LIKERT, "أوافق", "2"),
    ),
    "choices": (
        asks(VILLAGES, "الرمثا", ""),
        gives(VILLAGES, ["الرمثا", "تم"], ["v2"]),
        gives(VILLAGES, ["٣ و 1", "done"], ["v1", "v3"]),
        gives(VILLAGES, ["Ramtha, Turra", "done"], ["v2", "v3"], "en"),
        gives(VILLAGES, [tapped("v1"), tapped("more"), tapped("v9"), "تم"], ["v1", "v9"]),
        gives(VILLAGES, [tapped("v1"), tapped("v1"), "المزيد", tapped("v9"), "تم"], ["v9"]),
        gives(VILLAGES, [tapped("more"), tapped("v9"), tapped("previous"), tapped("v1"), "تم"], ["v1", "v9"]),
        asks(VILLAGES, "كفر", "field.meant.some"),
        gives(VILLAGES, [tapped("v9"), "كفر", "2", "تم"], ["v5", "v9"]),
        gives(VILLAGES, [tapped("v9"), "الرمسا", "نعم", "تم"], ["v2", "v9"]),
        gives(VILLAGES, [tapped("v9"), "الرمسا", "لا", "تم"], ["v9"]),
        refuses(VILLAGES, ["كفر", "7"], "field.choice.unknown"),
        refuses(VILLAGES, ["1 2 3 4", "تم"], "field.choices.most"),
        refuses(VILLAGES, "الرمثا، القاهرة", "field.choice.unknown"),
        refuses(VILLAGES, "ا،" * 50_000, "field.choice.unknown"),
        refuses(VILLAGES, tapped("done"), "field.choices.empty"),
        gives(VILLAGES, "أفضّل عدم الإجابة", ["-9"]),
        gives(STATES, [tapped("done"), tapped("done~")], ["done"]),
        gives(STATES, [tapped("done"), "تم"], ["done"]),
    ),
}
