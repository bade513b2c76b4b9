"""A small book: a tree of areas three deep, a form with every kind of question, two private ones."""

from __future__ import annotations

from bot.core.form import Field, Form, Option
from bot.core.place import Area, Areas
from bot.core.programme import Book, Programme
from bot.core.text import Text, authored
from bot.core.versions import versioned

AREAS = Areas(
    {
        code: Area(code, {"ar": ar, "en": en}, parent, level)
        for code, ar, en, parent, level in (
            ("JO", "الأردن", "Jordan", "", 0),
            ("JO-IR", "إربد", "Irbid", "JO", 1),
            ("JO-IR-RAMTHA", "الرمثا", "Ramtha", "JO-IR", 2),
            ("JO-IR-RAMTHA-1", "حي", "Quarter", "JO-IR-RAMTHA", 3),
            ("JO-AJ", "عجلون", "Ajloun", "JO", 1),
            ("JO-AM", "عمّان", "Amman", "JO", 1),
        )
    }
)
PROGRAMME = Programme(
    name="sample",
    title=authored("شركاء", "Partners"),
    organisation=authored("مؤسسة", "An organisation"),
    support=authored("الدعم", "Support"),
)


def options(*names: str) -> tuple[Option, ...]:
    return tuple(Option(name, authored(name, name), n) for n, name in enumerate(names, 1))


def field(name: str, type_: str = "choice", *names: str, sensitive: int = 0, marked: bool = True) -> Field:
    return Field(
        name,
        type_,
        authored(f"سؤال {name}", f"Question {name}"),
        options=options(*names),
        special=options("-9"),
        sensitive=sensitive,
        settings={"filter": "yes"} if marked else {},
    )


def form(
    name: str, *fields: Field, title: Text | None = None, mode: str = "identified", wave: str = ""
) -> Form:
    return versioned(Form(name, title or authored(name, name), fields, mode=mode, wave=wave))


NEEDS = form(
    "needs",
    field("help", "choice", "yes", "no"),
    field("skills", "choices", "cook", "drive", "teach"),
    field("health", "choice", "good", "bad", sensitive=1),
    field("sealed", "choice", "a", "b", marked=False),
    field("words", "text"),
    title=authored("الاحتياجات", "Needs"),
    wave="w2",
)
PULSE = form(
    "pulse",
    field("trust", "choice", "1", "2"),
    title=authored("نبض التماسك", "Cohesion pulse"),
    mode="pseudonymous",
    wave="w2",
)
SECRET = form("secret", field("x", "choice", "1"), title=authored("صندوق", "Box"), mode="anonymous")
REPORT = form("report", field("kind", "choice", "sport", "art"), title=authored("تقرير", "Report"))
BOOK = Book(
    programme=PROGRAMME,
    areas=AREAS,
    forms={one.name: one for one in (NEEDS, PULSE, SECRET)},
    versions={one.version: one for one in (NEEDS, PULSE, SECRET, REPORT)},
    past={"report": REPORT},
)
