"""A question put to an invented person, and the answer. As in the engine, the state goes through JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from datetime import datetime
from typing import Any

from bot.core.arabic import intent, said
from bot.core.conversation import Input, Said, Sent, Tapped
from bot.core.field import Answered, Asking, Gathering, Prompt, Reading, Refusal
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Answers, Field, Form, Option
from bot.core.media import Media
from bot.core.person import Person
from bot.core.place import Area, Areas
from bot.core.programme import Book, Programme
from bot.core.text import Text, authored

NOON = datetime.fromisoformat("2026-03-05T12:00:00+03:00")  # a Thursday
NIGHT = NOON.replace(hour=2)

LABELS: Mapping[str, Mapping[str, str]] = {
    "choice.yes": {"ar": "نعم", "en": "Yes", "ckb": "بەڵێ"},
    "choice.no": {"ar": "لا", "en": "No", "ckb": "نەخێر"},
    "choice.done": {"ar": "تم", "en": "Done"},
    "choice.none_of_these": {"ar": "ليس أياً منها", "en": "None of these"},
    "choice.no_photos": {"ar": "لا توجد صور", "en": "No photos"},
    "choice.more": {"ar": "المزيد", "en": "More"},
    "choice.previous": {"ar": "الصفحة السابقة", "en": "Previous page"},
    "choice.outward": {"ar": "محافظة أخرى", "en": "Another governorate"},
    "choice.undo": {"ar": "التراجع عن الأخير", "en": "Undo the last one"},
    "choice.other_day": {"ar": "يوم آخر", "en": "Another day"},
    "choice.today": {"ar": "اليوم", "en": "Today"},
    "choice.yesterday": {"ar": "أمس", "en": "Yesterday"},
    "choice.tomorrow": {"ar": "غداً", "en": "Tomorrow"},
    "choice.unknown": {"ar": "لا أعرف", "en": "I don't know"},
    "choice.unknown_ages": {"ar": "لا أعرف الأعمار", "en": "Ages not known"},
    "choice.rest": {"ar": "كل الباقي: {n}", "en": "All the rest: {n}"},
    "choice.ok": {"ar": "حسناً", "en": "OK"},
}

FORM = Form("f", Text(), ())

_GOVERNORATES = (
    ("JO-AM", "العاصمة", "Amman", "عمان،عمّان"),
    ("JO-BA", "البلقاء", "Balqa", "السلط"),
    ("JO-AZ", "الزرقاء", "Zarqa", ""),
    ("JO-MD", "مادبا", "Madaba", "مأدبا"),
    ("JO-IR", "إربد", "Irbid", ""),
    ("JO-MA", "المفرق", "Mafraq", ""),
    ("JO-JA", "جرش", "Jarash", ""),
    ("JO-AJ", "عجلون", "Ajloun", ""),
    ("JO-KA", "الكرك", "Karak", ""),
    ("JO-AT", "الطفيلة", "Tafilah", ""),
    ("JO-MN", "معان", "Ma'an", ""),
    ("JO-AQ", "العقبة", "Aqaba", ""),
)
_DISTRICTS = (
    ("IR-1", "قصبة إربد", "Irbid Qasabah"),
    ("IR-2", "الرمثا", "Ramtha"),
    ("IR-3", "بني كنانة", "Bani Kinanah"),
)


def areas(districts: int = 0) -> Areas:
    """Jordan's governorates, a few districts of Irbid, and numbered ones of Amman."""
    found = [Area("JO", {"ar": "الأردن", "en": "Jordan"})]
    found += [
        Area(code, {"ar": ar, "en": en}, "JO", 1, tuple(filter(None, aliases.split("،"))))
        for code, ar, en, aliases in _GOVERNORATES
    ]
    found += [Area(code, {"ar": ar, "en": en}, "JO-IR", 2) for code, ar, en in _DISTRICTS]
    found += [
        Area(f"AM-{n}", {"ar": f"حي {n}", "en": f"Quarter {n}"}, "JO-AM", 2) for n in range(1, districts + 1)
    ]
    found.append(Area("IQ-NI", {"ar": "نينوى", "en": "Nineveh"}, "IQ", 1, ("نينوا",), ("الموصل", "Mosul")))
    return Areas({area.code: area for area in found})


def option(name: str, number: int, ar: str, en: str, ckb: str = "") -> Option:
    return Option(name, authored(ar, en, ckb), number)


UNKNOWN = option("-8", 8, "لا أعرف", "Don't know")
NOT_SAID = option("-9", 9, "أفضّل عدم الإجابة", "Prefer not to say")


def question(type: str, *options: Option, required: bool = True, **settings: str) -> Field:
    """A field of that type."""
    label = authored("سؤال؟", "A question?")
    return Field("q", type, label, options=options, required=required, settings=settings)


def medium(kind: str = "photo", id: str = "m1", mime: str = "", name: str = "") -> Media:
    return Media(kind, f"ref-{id}", id, mime, name=name)


def photos(*ids: str, caption: str = "") -> Sent:
    return Sent(tuple(medium("photo", one) for one in ids), caption, album="a1" if len(ids) > 1 else "")


def tapped(choice: str) -> Tapped:
    return Tapped(1, choice)


@dataclass(frozen=True)
class Asked:
    """One person before one question, in the state that earlier inputs left."""

    field: Field
    language: str = "ar"
    local: datetime = NOON
    answers: Answers = default(default_factory=dict)
    profile: Mapping[str, Answer] = default(default_factory=dict)
    partial: Mapping[str, Any] = default(default_factory=dict)
    areas: Areas = default(default_factory=areas)
    form: Form = FORM

    def asking(self, intent_of: str = "") -> Asking:
        words = Text(value="…")
        book = Book(Programme("p", words, words, words), self.areas, labels=LABELS)
        person = Person("p1", self.language, profile=self.profile)
        return Asking(self.field, self.form, book, person, self.local, self.answers, self.partial, intent_of)

    def read(self, given: Input | str) -> Reading:
        """What one input does: a choice is pressed, words are first recognised and then taken."""
        kind = BY_NAME[self.field.type]
        given = Said(given) if isinstance(given, str) else given
        if isinstance(given, Tapped):
            reading = kind.tap(given.choice, self.asking())
            assert reading is not None, f"nothing is behind {given.choice!r}"
            return reading
        word = (intent(said(given.text), self.language) if isinstance(given, Said) else None) or ""
        return kind.recognise(given, self.asking(word)) or kind.take(given, self.asking())

    def after(self, reading: Reading) -> Asked:
        """The same question in the state that a reading leaves, loaded from where it was stored."""
        return (
            replace(self, partial=_stored(dict(reading.partial))) if isinstance(reading, Gathering) else self
        )

    def answered(self, given: Sequence[Input | str]) -> tuple[Asked, Reading]:
        """The last reading of several inputs, and how the question stands then."""
        *before, last = given
        now = self
        for one in before:
            now = now.after(now.read(one))
        reading = now.read(last)
        if isinstance(reading, Answered):
            assert _stored(reading.value) == reading.value, "the value does not survive JSON"
        return now.after(reading), reading

    def prompt(self) -> Prompt:
        return BY_NAME[self.field.type].ask(self.asking())

    def show(self, value: Answer) -> Text:
        return BY_NAME[self.field.type].show(value, self.asking())


def _stored(value: Any) -> Any:
    return json.loads(json.dumps(value))


def said_in(reading: Reading) -> str:
    """The key of what a refusal says."""
    assert isinstance(reading, Refusal), reading
    return reading.text.key
