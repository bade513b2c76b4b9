"""An audience: what is wrong with one, whom it means in words, and what of an answer is plain."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast, get_args

import pytest

from bot.core.audience import (
    CURRENT,
    EVERYBODY,
    Audience,
    Kind,
    Reach,
    asks_privately,
    below,
    counted,
    covers,
    described,
    flaws,
    plain_answers,
    reach,
)
from bot.core.audience.checking import MOST_DEEP, MOST_PARTS, MOST_VALUES
from bot.core.channel import Reader
from bot.core.form import Answer
from bot.core.person import Person
from bot.core.text import Text
from bot.i18n import Catalogues
from bot.storage import codecs
from tests.core.audience.forms import AREAS, BOOK, NEEDS, PULSE, field, form

WORDS = Catalogues.load()
WHOLE: dict[str, Audience] = {
    "all": Audience("all", of=(Audience("sex", ("female",)), Audience("area", ("JO-IR",)))),
    "any": Audience("any", of=(Audience("sex", ("male",)), Audience("seen", days=30))),
    "not": Audience("not", of=(Audience("role", ("champion",)),)),
    "area": Audience("area", ("JO-IR", "JO-AJ")),
    "role": Audience("role", ("volunteer", "champion")),
    "programme": Audience("programme", ("sample",)),
    "sex": Audience("sex", ("female",)),
    "age": Audience("age", low=18, high=24),
    "language": Audience("language", ("ar", "ckb")),
    "channel": Audience("channel", ("whatsapp",)),
    "registered": Audience("registered", first="2026-01-01", last="2026-03-31"),
    "seen": Audience("seen", days=30),
    "unseen": Audience("unseen", days=90),
    "answered": Audience("answered", form="report"),
    "unanswered": Audience("unanswered", form="pulse", wave=CURRENT),
    "unfinished": Audience("unfinished", form="needs", wave="w2"),
    "answer": Audience("answer", form="needs", field="skills", values=("cook", "drive")),
    "got": Audience("got", values=("0" * 32,)),
}


def said(text: Text, language: str = "ar") -> str:
    return re.sub("[\u2066-\u2069]", "", WORDS.render(text, Reader(language=language)))


def wrong(audience: Audience) -> list[str]:
    return [one.key.removeprefix("audience.flaw_") for one in flaws(audience, BOOK)]


# ------------------------------------------------------------------------------------- as a value


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_survives_json_is_sound_and_has_words(kind: str) -> None:
    audience = WHOLE[kind]
    assert codecs.decode(Audience, codecs.encode(audience)) == audience
    assert flaws(audience, BOOK) == ()
    for language in ("ar", "en"):
        words = said(described(audience, BOOK), language)
        assert words
        assert "audience." not in words
        assert "{" not in words


def test_what_is_as_by_default_is_not_written() -> None:
    assert codecs.encode(Audience("sex", ("female",))) == b'{"kind":"sex","values":["female"]}'


# --------------------------------------------------------------------------------------- in words


def test_it_is_said_without_verbs_in_the_order_of_its_conditions() -> None:
    audience = Audience(
        "all",
        of=(
            Audience("role", ("volunteer",)),
            Audience("sex", ("female",)),
            Audience("area", ("JO-IR",)),
            Audience("unanswered", form="pulse", wave=CURRENT),
        ),
    )
    assert said(described(audience, BOOK)) == (
        "الدور: فريق التطوع، والجنس: أنثى، وفي إربد، ودون إجابة عن «نبض التماسك» في الدورة الحالية"
    )
    assert said(described(audience, BOOK), "en") == (
        "role: Volunteering team, and sex: female, and in Irbid, "
        "and without an answer to “Cohesion pulse” in the present wave"
    ).replace("Volunteering team", said(Text(key="role.volunteer"), "en")).replace(
        "sex: female", f"sex: {said(Text(key='sex.female'), 'en')}"
    )


def test_brackets_stand_where_words_would_run_together() -> None:
    either = Audience("any", of=(Audience("area", ("JO-IR",)), Audience("area", ("JO-AJ",))))
    both = Audience("all", of=(either, Audience("age", low=18), Audience("not", of=(either,))))
    assert said(described(both, BOOK)) == "(في إربد أو في عجلون)، والعمر 18 فأكثر، وليس (في إربد أو في عجلون)"
    assert said(described(EVERYBODY, BOOK)) == "جميع المشاركات والمشاركين"


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience("age", high=24), "العمر حتى 24"),
        (Audience("registered", first="2026-03-05"), "التسجيل منذ الخميس 5 آذار (مارس) 2026"),
        (Audience("seen", days=2), "آخر رسالة خلال يومين"),
        (Audience("unseen", days=11), "دون رسالة منذ 11 يوماً"),
        (WHOLE["answer"], "الجواب عن «سؤال skills» في «الاحتياجات»: cook أو drive"),
        (Audience("area", ("XX",)), "في XX"),
        (
            Audience("role", ("volunteer",) * 8),
            "الدور: " + " أو ".join(["فريق التطوع"] * 6) + " أو اثنين غيرها",
        ),
    ],
)
def test_a_condition_in_words(audience: Audience, words: str) -> None:
    assert said(described(audience, BOOK)) == words


def test_of_a_private_form_it_is_not_said_how_few_there_are() -> None:
    private = Audience("not", of=(Audience("answered", form="pulse"),))
    assert asks_privately(private, BOOK)
    assert not asks_privately(WHOLE["answered"], BOOK)
    assert said(counted(4, private, BOOK)) == "أقل من 5"
    assert said(counted(5, private, BOOK)) == "5 أشخاص"
    assert said(counted(1, EVERYBODY, BOOK)) == "شخص واحد"


# --------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("audience", "found"),
    [
        (Audience("all"), []),
        (Audience("any"), ["empty"]),
        (Audience("not"), ["empty"]),
        (Audience("not", of=(EVERYBODY, EVERYBODY)), ["empty"]),
        (Audience("area"), ["empty"]),
        (Audience("area", ("JO-XX", "JO-IR")), ["area"]),
        (Audience("role", ("king",)), ["value"]),
        (Audience("programme", ("other",)), ["value"]),
        (Audience("sex", ("x' OR 1=1 --",)), ["value"]),
        (Audience("language", ("fr",)), ["value"]),
        (Audience("channel", ("pigeon",)), ["value"]),
        (Audience("age"), ["age"]),
        (Audience("age", low=30, high=20), ["age"]),
        (Audience("age", low=-1, high=20), ["age"]),
        (Audience("age", high=200), ["age"]),
        (Audience("registered"), ["period"]),
        (Audience("registered", first="2026-04-01", last="2026-03-01"), ["period"]),
        (Audience("registered", first="2026-02-30"), ["day"]),
        (Audience("registered", first="20260101"), ["day"]),
        (Audience("seen"), ["days"]),
        (Audience("unseen", days=9999), ["days"]),
        (Audience("answered", form="nothing"), ["form"]),
        (Audience("answered", form="report", wave=CURRENT), ["wave"]),
        (Audience("answered", form="report", wave="w\0"), ["wave"]),
        (Audience("answered", form="secret"), ["anonymous"]),
        (Audience("unanswered", form="secret"), ["anonymous"]),
        (Audience("unfinished", form="secret"), []),
        (Audience("got"), ["empty"]),
        (Audience("got", ("0" * 31,)), ["campaign"]),
        (Audience("got", ("x" * 32,)), ["campaign"]),
        (Audience("answer", form="nothing", field="x", values=("1",)), ["form"]),
        (Audience("answer", form="pulse", field="trust", values=("1",)), ["private"]),
        (Audience("answer", form="secret", field="x", values=("1",)), ["private"]),
        (Audience("answer", form="needs", field="nothing", values=("1",)), ["field"]),
        (Audience("answer", form="needs", field="health", values=("good",)), ["sensitive"]),
        (Audience("answer", form="needs", field="sealed", values=("a",)), ["sealed"]),
        (Audience("answer", form="needs", field="words", values=("a",)), ["sealed"]),
        (Audience("answer", form="needs", field="help", values=("perhaps",)), ["value"]),
        (Audience("answer", form="needs", field="help", values=("-9",)), ["value"]),
        (Audience("answer", form="needs", field="help"), ["empty"]),
        (cast("Any", Audience)("anything"), ["kind"]),
        (
            Audience("all", of=(Audience("role", ("king",)), Audience("not", of=(Audience("seen"),)))),
            ["value", "days"],
        ),
    ],
)
def test_everything_wrong_is_found(audience: Audience, found: list[str]) -> None:
    assert wrong(audience) == found
    for flaw in flaws(audience, BOOK):
        for language in ("ar", "en"):
            words = said(flaw, language)
            assert "audience." not in words
            assert "{" not in words


def test_what_is_too_large_is_said_before_it_is_looked_at() -> None:
    deep = EVERYBODY
    for _ in range(MOST_DEEP - 1):
        deep = Audience("all", of=(deep,))
    assert wrong(deep) == []
    for _ in range(5000):
        deep = Audience("all", of=(deep,))
    assert wrong(deep) == ["large"]
    assert wrong(Audience("all", of=(EVERYBODY,) * MOST_PARTS)) == ["large"]
    assert wrong(Audience("area", ("JO",) * (MOST_VALUES + 1))) == ["values"]


# ---------------------------------------------------------------------------------------- areas


def test_an_area_holds_what_lies_in_it() -> None:
    assert below(AREAS, ("JO-IR",)) == ("JO-IR", "JO-IR-RAMTHA", "JO-IR-RAMTHA-1")
    assert set(below(AREAS, ("JO",))) == set(AREAS.by_code)
    assert below(AREAS, ("JO-IR-RAMTHA", "JO-IR")) == ("JO-IR-RAMTHA", "JO-IR-RAMTHA-1", "JO-IR")
    assert below(AREAS, ("XX",)) == ("XX",)
    assert below(AREAS, ()) == ()


def test_whom_staff_may_reach() -> None:
    person = Person(id="1" * 32)
    assert reach(replace(person, roles=("admin",), areas=("JO-IR",))) is None
    assert reach(replace(person, roles=("coordinator",))) is None
    assert reach(replace(person, roles=("coordinator",), areas=("JO-IR",))) == ("JO-IR",)
    for roles in ((), ("volunteer",), ("champion",), ("safeguarding",)):
        assert reach(replace(person, roles=roles)) == ()


def test_who_answers_for_all_of_it() -> None:
    town, region, country = ("JO-IR-RAMTHA",), ("JO-IR",), ("JO",)
    both: list[tuple[Reach, Reach]] = [
        *((region, town), (region, region), (country, region), (None, town), (None, None)),
    ]
    assert all(covers(AREAS, held, wanted) for held, wanted in both)
    neither: list[tuple[Reach, Reach]] = [
        *((town, region), (("JO-AM",), town), (country, None), ((), town), (town, ("XX",))),
    ]
    assert not any(covers(AREAS, held, wanted) for held, wanted in neither)
    assert not covers(AREAS, town, (*town, "JO-AM"))


@pytest.mark.parametrize(
    ("area", "district", "place"),
    [
        ("JO-IR", "JO-IR-RAMTHA", "JO-IR-RAMTHA"),
        ("JO-IR", "", "JO-IR"),
        ("JO-IR", "قرب الجامع", "JO-IR"),
        ("JO-IR", "JO-AM-1", "JO-IR"),
        ("", "-x", ""),
    ],
)
def test_the_place_is_the_district_where_it_has_a_code(area: str, district: str, place: str) -> None:
    assert Person(id="1", area=area, district=district).place == place


# -------------------------------------------------------------------------------------- answers


def test_of_answers_only_options_of_marked_questions_are_plain() -> None:
    answers: dict[str, Answer] = {
        "help": "yes",
        "skills": ["cook", "teach", "a word of my own"],
        "health": "bad",
        "sealed": "a",
        "words": "yes",
    }
    assert plain_answers(NEEDS, answers) == (("help", "yes"), ("skills", "cook"), ("skills", "teach"))
    assert plain_answers(NEEDS, {"help": "-9", "skills": None}) == ()
    assert plain_answers(NEEDS, {"help[2]": "no", "help[1]": "yes", "helper": "yes"}) == (
        ("help", "no"),
        ("help", "yes"),
    )


def test_of_a_private_form_nothing_is_plain_whatever_it_marks() -> None:
    assert plain_answers(PULSE, {"trust": "1"}) == ()
    staff = form("visit", field("trust", "choice", "1"), mode="staff")
    assert plain_answers(staff, {"trust": "1"}) == (("trust", "1"),)
