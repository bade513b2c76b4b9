"""How a long list is put, page by page, and that five thousand options are no burden."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from bot.core import search
from bot.core.arabic.folding import said
from bot.core.field import Gathering
from bot.core.fields import BY_NAME
from bot.core.form import Option
from bot.core.listed import ONE_PAGE
from bot.core.message import Choice
from bot.core.pages import PAGE
from bot.core.text import Text, authored
from tests.core.fields.asked import Asked, option, question, said_in, tapped
from tests.core.fields.cases_long import LIKERT, LONG, ODD, PICTURES, STATES, VILLAGE, VILLAGES, YEARS

MANY = 5_000
LETTERS = "ابتجحخدرزسشصضطعغفقكلمنهوي"


def ids(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.id for choice in choices]


def printed(now: Asked) -> list[int]:
    return [choice.number for choice in now.prompt().choices]


def test_pages_are_numbered_through_with_the_special_answers_on_each() -> None:
    first = Asked(VILLAGE)
    assert printed(first) == [*range(1, PAGE + 1), -1, -1]
    assert ids(first.prompt().choices)[-2:] == ["more", "-9"]
    assert first.prompt().slot
    second, _ = first.answered([tapped("more")])
    assert ids(second.prompt().choices)[-3:] == ["more", "previous", "-9"]
    last, _ = second.answered([tapped("more")])
    assert ids(last.prompt().choices) == ["v17", "v18", "v19", "v20", "previous", "-9"]
    assert last.answered([tapped("more")])[0].partial == last.partial


def test_what_fits_one_message_is_not_paged() -> None:
    short = Asked(replace(VILLAGE, options=LONG[:ONE_PAGE]))
    assert ids(short.prompt().choices) == [*(f"v{n}" for n in range(1, ONE_PAGE + 1)), "-9"]
    assert not short.prompt().slot


def test_a_list_that_became_shorter_shows_its_last_page() -> None:
    now = Asked(VILLAGE, partial={"page": 99})
    assert ids(now.prompt().choices)[0] == "v17"
    assert ids(Asked(VILLAGE, partial={"page": -3}).prompt().choices)[0] == "v1"


def test_a_filtered_list_is_numbered_by_what_is_left() -> None:
    now = Asked(replace(VILLAGE, options=LONG[5:]))
    assert printed(now)[:PAGE] == list(range(1, PAGE + 1))
    assert now.answered(["2"])[1] == now.answered([tapped("v7")])[1]


def test_the_search_is_remarked_after_what_the_author_does() -> None:
    hint = Asked(VILLAGE).prompt().hint
    assert hint is not None
    assert hint.key == "field.choice.search"
    own = authored("أقرب قرية", "The nearest village")
    hint = Asked(replace(VILLAGE, hint=own)).prompt().hint
    assert hint is not None
    assert (hint.key, hint.params["first"]) == ("field.lines", own)


def test_where_labels_are_numbers_nothing_else_is_numbered() -> None:
    assert set(printed(Asked(YEARS))) == {-1}


def test_a_suggestion_is_numbered_anew_and_the_page_stays() -> None:
    now, _ = Asked(VILLAGE).answered([tapped("more"), "كفر"])
    assert [(choice.id, choice.number) for choice in now.prompt().choices] == [
        ("v4", 1),
        ("v5", 2),
        ("none_of_these", -1),
    ]
    back, _ = now.answered([tapped("none_of_these")])
    assert ids(back.prompt().choices)[0] == "v9"


def test_the_likeliest_is_suggested_first() -> None:
    now, _ = Asked(VILLAGE).answered(["سما"])
    assert ids(now.prompt().choices)[0] == "v16"


def test_what_is_chosen_on_other_pages_is_said() -> None:
    now, _ = Asked(VILLAGES).answered([tapped("v1"), tapped("more"), tapped("v9")])
    prompt = now.prompt()
    assert prompt.multiple
    assert [choice.id for choice in prompt.choices if choice.marked] == ["v9"]
    assert ids(prompt.choices)[-1] == "done"
    assert prompt.hint is not None
    so_far = prompt.hint.params["rest"]
    assert isinstance(so_far, Text)
    assert (so_far.key, so_far.params["n"]) == ("field.choices.so_far", 2)


def test_controls_stand_beside_options_of_the_same_name() -> None:
    now, _ = Asked(ODD).answered([tapped("more~")])
    assert {"more~", "previous~"} <= set(ids(now.prompt().choices))
    now, _ = Asked(STATES).answered([tapped("done")])
    assert ids(now.prompt().choices) == ["done", "none_of_these", "done~"]


def test_an_option_without_words_is_called_by_its_name() -> None:
    now = Asked(PICTURES)
    assert [choice.label.value for choice in now.prompt().choices] == ["cat", "dog", ""]
    assert now.show("cat").value == "cat"


def test_a_likert_scale_is_laid_out_as_one() -> None:
    assert Asked(LIKERT).prompt().layout == "scale"
    assert Asked(replace(LIKERT, appearance="minimal")).prompt().layout == ""


def test_a_list_of_very_many_can_be_written() -> None:
    """Texts within texts: a summary of a thousand answers must not be a thousand deep."""
    text = Asked(VILLAGES).show(["v1"] * 3_000)
    assert _depth(text) < 50


def _depth(text: Text) -> int:
    return 1 + max((_depth(part) for part in text.params.values() if isinstance(part, Text)), default=0)


# ---------------------------------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("كفر", (3, 4)),
        ("راس", (5,)),
        ("ب", ()),
        ("لا", ()),
        ("الجديدة الحصن", (18,)),
        ("الكفارات", (19,)),
        ("فارا", (19,)),
        ("حوارا", (9,)),
        ("كفر يوبط", (4,)),
    ],
)
def test_what_may_be_meant(typed: str, places: tuple[int, ...]) -> None:
    words = tuple(option.label.languages["ar"] for option in LONG)
    assert search.partly(said(typed), words, 8) == places


def test_not_more_is_suggested_than_a_page_holds() -> None:
    words = tuple(f"قرية {n}" for n in range(100))
    assert len(search.partly(said("قرية"), words, 8)) == 8


def _village(rng: random.Random) -> str:
    return " ".join("".join(rng.choices(LETTERS, k=rng.randint(3, 8))) for _ in range(rng.randint(1, 3)))


@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_five_thousand_options_are_asked_and_searched_at_once(kind: str) -> None:
    rng = random.Random(7)
    options = [Option(f"o{n}", authored(_village(rng), f"Village {n}"), n) for n in range(1, MANY + 1)]
    now = Asked(question(kind, *options))
    typed = ["بتجاح", "Village 77x", "o1", "4999", "قسطنطينية", "ا، ب، ج، د، ه", "المزيد"] * 3
    now.prompt()
    began = time.perf_counter()
    for words in typed:
        now = now.after(now.read(words))
        now.prompt()
    spent = (time.perf_counter() - began) / len(typed)
    assert spent < 0.15, f"{spent * 1000:.0f} ms for each message"


def test_short_lists_keep_the_numbers_of_their_author() -> None:
    coded = question("choice", option("9", 9, "كثير", "Much"), option("1", 1, "قليل", "Little"))
    assert printed(Asked(coded)) == [9, 1]
    assert isinstance(Asked(coded).answered(["كثي"])[1], Gathering) is False
    assert said_in(Asked(coded).answered(["2"])[1]) == "field.choice.expected"
    assert BY_NAME["choice"].tap("more", Asked(coded).asking()) is None
