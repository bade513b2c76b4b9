"""What the words of a message to many may hold in braces: how it is typed, refused, shown and filled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.arabic import bidi
from bot.core.arabic.names import first_name
from bot.core.campaign import Run, Step, message
from bot.core.channel import Reader
from bot.core.person import ROLES, Person
from bot.core.sending.fields import FIELDS, filled, retyped, shortened, spelled, wrong
from bot.i18n import Catalogues
from tests.flows.sample import LAYLA, book

CATALOGUES = Catalogues.load()
RUN = Run("c" * 32, 1, 1)


def read(words: str, person: Person, place: str = "", language: str = "ar") -> str:
    """The words as they reach somebody."""
    made = message(Step({language: spelled(words)}), RUN, person, place, book())
    reader = Reader(person.language, form=person.form)
    return bidi.strip(CATALOGUES.render_message(made, reader).parts[0])


def refused(words: str) -> str:
    return "".join(bidi.strip(CATALOGUES.render(one, Reader("ar"))) for one in wrong(spelled(words)))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("{الاسم}", "{name}"),
        ("{ الاسم الأول }", "{first_name}"),
        ("{الاسم الاول}", "{first_name}"),
        ("{First Name}", "{first_name}"),
        ("{first_name}", "{first_name}"),
        ("{{name}}", "{name}"),
        ("{المنطقه}", "{area}"),
        ("{الدور}", "{role}"),
        ("{البرنامج}", "{programme}"),
        ("{ناوچە}", "{area}"),
        ("{تعال/تعالي}", "{m:تعال|f:تعالي|n:تعال/تعالي}"),
        ("{تعال / تعالي / أهلاً بك}", "{m:تعال|f:تعالي|n:أهلاً بك}"),
        ("{يا {الاسم}/يا ست {الاسم}}", "{m:يا {name}|f:يا ست {name}|n:يا {name}/يا ست {name}}"),
        ("{مذكر: تعال | مؤنث: تعالي | عام: أهلاً}", "{m:تعال|f:تعالي|n:أهلاً}"),
        ("{للمؤنث: تعالي / للمذكر: تعال}", "{m:تعال|f:تعالي|n:تعال/تعالي}"),
        ("{m:a|f:b|n:c/d}", "{m:a|f:b|n:c/d}"),
    ],
)
def test_it_is_stored_in_one_spelling(typed: str, stored: str) -> None:
    assert spelled(typed) == stored
    assert wrong(stored) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "{العمر}",
        "{phone}",
        "{birth_year}",
        "{1}",
        "{{1}}",
        "{1/2}",
        "{ا/ب/ج/د}",
        "{x:a|y:b}",
        "{عام: أهلاً}",
        "{عام: أ|مذكر: ب}",
    ],
)
def test_anything_else_is_refused_and_what_there_is_is_named(typed: str) -> None:
    said = refused(f"مرحباً {typed}")
    assert typed.strip("{}") in said
    assert all(f"{{{arabic}}}" in said for arabic in FIELDS.values())


def test_all_that_is_unknown_is_said_at_once() -> None:
    assert refused("{العمر} {الاسم} {phone}").startswith("لا نعرف ماذا نضع مكان {العمر}، {phone}.")


@pytest.mark.parametrize("typed", ["", "مرحباً", "a { b", "} {", "{}", "{ }", ":-{"])
def test_braces_that_hold_nothing_stay(typed: str) -> None:
    assert spelled(typed) == typed
    assert wrong(typed) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "{الاسم} {البرنامج}",
        "{تعال/تعالي}",
        "{تعال/تعالي/أهلاً بك}",
        "{مذكر: تعال|مؤنث: تعالي|عام: اللقاء 5/3}",
    ],
)
def test_to_its_author_it_is_shown_as_it_could_be_typed(typed: str) -> None:
    shown = retyped(spelled(typed), "ar")
    assert shown == typed
    assert spelled(shown) == spelled(typed)


@given(st.text("{}|/:mfn ابتمذكرnae_", max_size=60))
def test_reading_twice_changes_nothing(typed: str) -> None:
    once = spelled(typed)
    assert spelled(once) == once


def test_a_title_is_of_nobody() -> None:
    assert shortened(spelled("مرحباً {الاسم}، {تعال/تعالي/أهلاً بك}")) == "مرحباً …، أهلاً بك"


# ------------------------------------------------------------------------------------------- filling


@pytest.mark.parametrize(
    ("form", "said"), [("m", "تعال يا ليلى"), ("f", "تعالي يا ليلى"), ("n", "أهلاً ليلى")]
)
def test_each_is_addressed_as_they_wish(form: str, said: str) -> None:
    words = "{تعال يا {الاسم الأول}/تعالي يا {الاسم الأول}/أهلاً {الاسم الأول}}"
    assert read(words, replace(LAYLA, name="ليلى حداد", form=form)) == said


def test_every_field_is_filled() -> None:
    champion = replace(LAYLA, name="ليلى حداد", form="f", roles=("volunteer", "champion"))
    assert read("{الاسم الأول}، {المنطقة}، {الدور}", champion, "JO-IR") == "ليلى، إربد، رائدة التماسك"
    assert set(filled(FIELDS, LAYLA, "JO-IR", book())) == set(FIELDS)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("m", "صديقنا، صديقنا، منطقتك، مشارك"),
        ("f", "صديقتنا، صديقتنا، منطقتك، مشاركة"),
        ("n", "أصدقاء البرنامج، أصدقاء البرنامج، منطقتك، المشاركة"),
    ],
)
def test_what_is_not_known_has_a_word_that_fits(form: str, said: str) -> None:
    nobody = Person(id="1" * 32, form=form)
    assert read("{الاسم}، {الاسم الأول}، {المنطقة}، {الدور}", nobody) == said


@pytest.mark.parametrize("role", ROLES)
def test_no_role_is_told_that_is_nobody_elses_business(role: str) -> None:
    """A telephone lies open on a table: who is on the list for complaints stands in no message."""
    said = read("{الدور}", replace(LAYLA, roles=("volunteer", role)))
    assert said
    assert "الحماية" not in said
    assert (said == read("{الدور}", replace(LAYLA, roles=("volunteer",)))) == (
        role in {"applicant", "volunteer", "safeguarding"}
    )


@pytest.mark.parametrize("name", ["{phone}", "{name}", "{m:a|f:b}", "\u202eليلى", "Layla"])
def test_a_name_is_only_a_name(name: str) -> None:
    """It names no field, speaks to nobody, and does not turn the sentence round."""
    somebody = replace(LAYLA, name=name)
    made = message(Step({"ar": "مرحباً {name}، نلتقي."}), RUN, somebody, "", book())
    words = CATALOGUES.render_message(made, Reader("ar", form="f")).parts[0]
    assert words == f"مرحباً \u2068{bidi.strip(name)}\u2069، نلتقي."


def test_who_reads_sorani_is_written_to_in_sorani() -> None:
    """All that stands beside the words has to be there as well, else the message changes its language."""
    somebody = replace(LAYLA, name="", language="ckb")
    made = message(
        Step({"ar": "مرحباً", "ckb": "سڵاو {name} {area} {role} {programme}"}, form="pulse"),
        RUN,
        somebody,
        "",
        book(),
    )
    assert CATALOGUES.render_message(made, Reader("ckb", "ar")).language == "ckb"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ليلى حداد", "ليلى"),
        ("عبد الله محمد", "عبد الله"),
        ("أبو أحمد", "أبو أحمد"),
        ("د. سامر علي", "سامر"),
        ("Dr. Sam Smith", "Sam"),
        ("عبد", "عبد"),
        ("د", "د"),
        ("", ""),
    ],
)
def test_the_first_of_somebodys_names(name: str, first: str) -> None:
    assert first_name(name) == first
