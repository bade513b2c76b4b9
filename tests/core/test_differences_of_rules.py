"""What a new version changes in conditions, calculations and repeats; another name alone changes no rule."""

from __future__ import annotations

import pytest

from bot.core.differences import Difference, differences
from bot.core.form import Form
from tests.flows.xlsform.tables import YES_NO, form

HEADS = (
    "type | name | label | relevant | constraint | constraint_message | required | default | calculation"
    " | choice_filter | parameters | readonly"
)
AGE = (
    "integer | age | العمر | {relevant} | {constraint} | {constraint_message} | {required} | {default}"
    " | | | | {readonly}"
)
OTHERS = """select_one city | city | المدينة | | | | | | | {choice_filter} | |
calculate | twice | | | | | | | {calculation} | | |
range | trust | الثقة | | | | | | | | {parameters} |"""
CITIES = "list_name | name | label | of\ncity | irbid | إربد | north\ncity | aqaba | العقبة | south"
PLAIN = {
    "relevant": "", "constraint": "", "constraint_message": "", "required": "", "default": "", "readonly": "",
    "choice_filter": "", "calculation": "1", "parameters": "start=0 end=5",
}  # fmt: skip


def asked(**cells: str) -> Form:
    return form("\n".join([HEADS, f"{AGE}\n{OTHERS}".format(**{**PLAIN, **cells})]), CITIES)


@pytest.mark.parametrize(
    ("cells", "kind", "name"),
    [
        ({"relevant": "1 = 1"}, "relevant", "age"),
        ({"constraint": ". > 0"}, "constraint", "age"),
        ({"constraint_message": "عدد أكبر"}, "constraint_text", "age"),
        ({"default": "7"}, "default", "age"),
        ({"calculation": "2"}, "calculation", "twice"),
        ({"choice_filter": "of = 'north'"}, "choice_filter", "city"),
        ({"parameters": "start=0 end=9"}, "parameters", "trust"),
    ],
)
def test_a_changed_rule_is_told_once(cells: dict[str, str], kind: str, name: str) -> None:
    there = [(one.kind, one.name) for one in differences(asked(), asked(**cells))]
    back = [(one.kind, one.name) for one in differences(asked(**cells), asked())]
    assert there == back == [(kind, name)]


@pytest.mark.parametrize(
    ("before", "after", "was", "now"),
    [
        ("", "yes", "no", "yes"),
        ("yes", "", "yes", "no"),
        ("yes", "${trust} > 1", "yes", "sometimes"),
        ("${trust} > 1", "${trust} > 2", "sometimes", "sometimes"),
    ],
)
def test_required_is_told_by_what_it_has_become(before: str, after: str, was: str, now: str) -> None:
    found = differences(asked(required=before), asked(required=after))
    assert found == (Difference("required", "age", was, now),)


def test_what_is_only_shown_is_told() -> None:
    assert differences(asked(), asked(readonly="yes")) == (Difference("read_only", "age", "no", "yes"),)


def test_another_trigger_is_another_calculation() -> None:
    heads = "type | name | label | trigger | calculation"
    one, other = (
        form(f"{heads}\ninteger | a | أ\ninteger | b | ب\ncalculate | c | | ${{{name}}} | 1") for name in "ab"
    )
    assert differences(one, other) == (Difference("calculation", "c"),)


# ------------------------------------------------------------------------------------------- names


def named(name: str, words: str = "من؟") -> Form:
    return form(
        f"""type | name | label | relevant | calculation | trigger
        text | {name} | {words}
        text | why | لماذا جاء ${{{name}}}؟ | ${{{name}}} != '' |
        calculate | n | | | string-length(${{{name}}}) | ${{{name}}}
        begin group | g | مجموعة | ${{{name}}} = 'a'
        note | end | شكراً
        end group"""
    )


def test_what_names_a_renamed_question_is_as_it_was() -> None:
    assert differences(named("who"), named("whom")) == (Difference("renamed", "whom", "who", "whom"),)


def test_what_names_another_question_has_changed() -> None:
    found = differences(named("who"), named("whom", "الاسم؟"))
    assert [(one.kind, one.name) for one in found] == [
        ("added", "whom"), ("label", "why"), ("relevant", "why"), ("calculation", "n"),
        ("group_relevant", "g"), ("removed", "who"),
    ]  # fmt: skip


def test_options_that_are_no_more_of_a_renamed_question_are_found_under_its_name() -> None:
    before, after = (
        form(f"type | name | label\nselect_one yn | {name} | هل تكفي؟", choices)
        for name, choices in (("more", YES_NO), ("enough", YES_NO.replace("yn | no | لا | No", "")))
    )
    assert differences(before, after)[-1] == Difference("options_removed", "enough", "more", options=("no",))


# ------------------------------------------------------------------------------------------ groups


def repeated(kind: str = "repeat", count: str = "", relevant: str = "", name: str = "home") -> Form:
    return form(
        f"""type | name | label | relevant | repeat_count
        integer | n | كم؟
        begin {kind} | {name} | البيت | {relevant} | {count}
        text | who | من؟
        end {kind}"""
    )


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (repeated(), repeated(count="3"), Difference("group_count", "home")),
        (repeated(count="3"), repeated(count="4"), Difference("group_count", "home")),
        (repeated(count="${n}"), repeated(count="${n} + 1"), Difference("group_count", "home")),
        (repeated(), repeated(relevant="${n} > 1"), Difference("group_relevant", "home")),
        (repeated("group"), repeated(count="3"), Difference("group_repeat", "home", "no", "yes")),
    ],
)
def test_a_changed_group_is_told_and_its_questions_are_not(
    before: Form, after: Form, found: Difference
) -> None:
    assert differences(before, after) == (found,)


def test_a_question_that_a_repeat_counts_by_is_a_question() -> None:
    before, after = (
        form(
            f"""type | name | label | repeat_count
            integer | child_count | {label}
            begin repeat | child | طفل | ${{child_count}}
            text | who | من؟
            end repeat"""
        )
        for label in ("كم طفلاً؟", "كم عدد الأطفال؟")
    )
    assert differences(before, after) == (Difference("label", "child_count"),)


def test_another_name_of_a_group_is_no_other_place() -> None:
    assert differences(repeated(count="3"), repeated(count="3", name="house")) == ()
    assert (
        differences(repeated("group"), form("type | name | label\ninteger | n | كم؟\ntext | who | من؟")) == ()
    )


def test_a_question_that_leaves_a_repeat_is_told() -> None:
    flat = form("type | name | label\ninteger | n | كم؟\ntext | who | من؟")
    assert differences(repeated(), flat) == (Difference("moved", "who"),)
    assert differences(flat, repeated(count="3")) == (Difference("moved", "who"),)


# ------------------------------------------------------------------------------------------- lists


def test_what_a_filter_reads_is_told_and_a_label_is_not() -> None:
    cells = HEADS, AGE.format(**PLAIN), OTHERS.format(**{**PLAIN, "choice_filter": "of = 'north'"})
    before, moved, worded = (
        form("\n".join(cells), CITIES.replace(old, new))
        for old, new in (("", ""), ("العقبة | south", "العقبة | north"), ("العقبة", "مدينة العقبة"))
    )
    assert differences(before, moved) == (Difference("list", "city"),)
    assert differences(before, worded) == ()


def test_another_row_of_an_attached_file_is_told() -> None:
    survey = "type | name | label | calculation\ncalculate | c | | pulldata('prices', 'price', 'item', 'a')"
    survey += "\ncsv-external | prices | |"
    before, after = (form(survey, prices__csv=f"item,price\na,{price}\n".encode()) for price in (1, 2))
    assert differences(before, after) == (Difference("list", "prices"),)
