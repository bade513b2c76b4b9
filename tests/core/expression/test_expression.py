"""Expressions beyond the reference cases: lists, repeats, chance, places, and what is refused."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.expression import (
    ExpressionError,
    Moment,
    Nodes,
    Scope,
    as_boolean,
    as_number,
    as_text,
    compile,
)

CITIES = (
    {"name": "irbid", "label": "إربد", "country": "jo", "people": "500"},
    {"name": "amman", "label": "عمّان", "country": "jo", "people": "4000"},
    {"name": "mosul", "label": "الموصل", "country": "iq", "people": "1800"},
)
VALUES: dict[str, str | list[str]] = {
    "country": "jo",
    "city": "amman",
    "skills": "first_aid teaching",
    "age": ["24", "31", "7"],
    "member": ["", "", ""],
    "empty": "",
    "born": "2002-03-04",
    "here": "31.95 35.93 0 0",
    "field": "31.9 35.9 0 0; 32.0 35.9 0 0; 32.0 36.0 0 0; 31.9 36.0 0 0; 31.9 35.9 0 0",
}
SCOPE = Scope(
    VALUES,
    this="city",
    now=datetime(2026, 11, 21, 22, 30, tzinfo=UTC),
    zone=ZoneInfo("Asia/Amman"),
    every={"age": ["24", "31", "7"]},
    positions=(2, 5),
    lists={"cities": CITIES, "prices": ({"code": "a", "price": "3"}, {"code": "b", "price": "4.5"})},
    labels={"city": {"amman": "عمّان", "irbid": "إربد"}},
    seed=42,
)


def text(source: str, scope: Scope = SCOPE) -> str:
    return as_text(compile(source).evaluate(scope))


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("instance('cities')/root/item[name = ${city}]/label", "عمّان"),
        ("instance('cities')/root/item[country=${country} and people > 1000]/name", "amman"),
        ("instance('cities')/root/item[2]/name", "amman"),
        ("instance('cities')/root/item[position() = last()]/name", "mosul"),
        ("instance('cities')/root/item[name = current()/.]/people", "4000"),
        ("instance('cities')/root/item[name = 'nowhere']/label", ""),
        ("instance('unknown')/root/item/label", ""),
        ("count(instance('cities')/root/item[country = 'jo'])", "2"),
        ("sum(instance('cities')/root/item/people)", "6300"),
        ("join(', ', instance('cities')/root/item[country='jo']/label)", "إربد, عمّان"),
        ("pulldata('prices', 'price', 'code', 'b')", "4.5"),
        ("pulldata('prices', 'price', 'code', 'z')", ""),
        ("jr:choice-name(${city}, '${city}')", "عمّان"),
        ("jr:choice-name('irbid amman', 'city')", "إربد, عمّان"),
        ("jr:choice-name(${empty}, '/data/city')", ""),
        ("jr:choice-name('other', '${city}')", "other"),
    ],
)
def test_lists(source: str, wanted: str) -> None:
    assert text(source) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("count(${member})", "3"),
        ("sum(${age})", "62"),
        ("max(${age}, 40)", "40"),
        ("position(..)", "2"),
        ("position(../..)", "5"),
        ("position(../../..)", "1"),
        ("indexed-repeat(${age}, ${member}, 2)", "31"),
        ("indexed-repeat(${age}, ${member}, position(..) - 1)", "24"),
        ("indexed-repeat(${age}, ${member}, 9)", ""),
        ("indexed-repeat(${age}, ${member}, 0)", ""),
        ("join('/', ${age})", "24/31/7"),
        ("${age}[2]", "31"),
        ("${age}[. > 20][2]", "31"),
        ("count(${age}[. > 20])", "2"),
        ("count(${age} | ${city})", "4"),
        ("count-non-empty(${member})", "0"),
        ("${age} = 31", "true"),
        ("31 < ${age}", "false"),
        ("30 < ${age}", "true"),
        ("${age} != '24'", "true"),
        ("${age} = ${age}", "true"),
        ("concat(${age})", "24317"),
        ("${member}[position() = 2]/age", "31"),
        ("sum(${member}[age > 20]/age)", "55"),
        (" or ".join(["${age} = 1"] * 300), "false"),
    ],
)
def test_repeats(source: str, wanted: str) -> None:
    assert text(source) == wanted


@pytest.mark.parametrize(
    "source", ["../city", "./city", "/data/group/city", "current()/../city", "city", "${ city }"]
)
def test_a_path_means_the_question_of_its_last_name(source: str) -> None:
    assert text(source) == "amman"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("today()", "2026-11-22"),
        ("now()", "2026-11-22T01:30:00.000+03:00"),
        ("format-date(today(), '%e %b %Y, %a')", "22 Nov 2026, Sun"),
        ("format-date-time(now(), '%H:%M %y/%n/%d %h %S %3 %% %Q')", "01:30 26/11/22 1 00 000 % %Q"),
        ("int((today() - date(${born})) div 365.25)", "24"),
        ("date('2024-02-30')", "Invalid Date"),
        ("date('2024-02-29') < date('2024-03-01')", "true"),
        ("date('2024-02-29') + 1 = date('2024-03-01')", "true"),
        ("${born} = date('2002-03-04')", "true"),
        ("decimal-time('06:00')", "0.25"),
        ("date('')", ""),
        ("boolean(date(''))", "false"),
        ("today() = now()", "false"),
    ],
)
def test_dates(source: str, wanted: str) -> None:
    assert text(source) == wanted


def test_a_day_is_an_hour_short_where_the_clock_is_put_forward() -> None:
    scope = Scope({}, zone=ZoneInfo("Europe/Berlin"))
    days = compile("date('2024-04-01') - date('2024-03-31')").evaluate(scope)
    assert days == pytest.approx(23 / 24)
    assert text("round(date('2024-04-01') - date('2024-03-31'))", scope) == "1"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("true() < 2", "true"),
        ("true() < 1", "false"),
        ("${empty} = false()", "false"),
        ("5 mod -3", "2"),
        ("-5 mod 3", "-2"),
        ("5 mod 0", "NaN"),
        ("- - 3", "3"),
        ("0 div 0", "NaN"),
        ("-1 div 0", "-Infinity"),
        ("1 div -0", "-Infinity"),
        ("2 * 3 + 4 * 5 = 26", "true"),
        ("1 = 1 = 1", "true"),
        ("3 > 2 > 1", "false"),
        ("'a' or error-free and false()", "true"),
        ("round(1e0)", None),
        ("100000000000000000000 + 1", "100000000000000000000"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1 div 3000000000", "0.0000000003333333333333333"),
        ("substring-before('a/b/c', '/')", "a"),
        ("substring-before('abc', '/')", ""),
        ("substring-after('a/b/c', '/')", "b/c"),
        ("substring-after('abc', '/')", ""),
        ("normalize-space('  a   b ')", "a b"),
        ("string-length()", "5"),
        ("string()", "amman"),
        ("number()", "NaN"),
        ("digest('a', 'MD5', 'hex')", "0cc175b9c0f1b6a831c399e269772661"),
        ("digest('a', 'SHA-256')", "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="),
        ("base64-decode('2YXYsdit2KjYpw==')", "مرحبا"),
        ("base64-decode('!')", ""),
        ("weighted-checklist(3, 5, true(), 2, false(), 9, 1, 2)", "true"),
        ("checklist(2, -1, true(), true(), true())", "true"),
        ("selected-at(${skills}, 1)", "teaching"),
        ("once('other')", "amman"),
        ("pow(0, -1)", "Infinity"),
        ("pow(-8, 0.5)", "NaN"),
        ("exp(10000)", "Infinity"),
        ("round(2.5, 100)", "2.5"),
    ],
)
def test_the_rest(source: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(ExpressionError):
            text(source)
    else:
        assert text(source) == wanted


def test_places() -> None:
    assert as_number(compile("distance('0 0', '0 1')").evaluate(SCOPE)) == pytest.approx(111_319, rel=1e-3)
    assert as_number(compile("area(${field})").evaluate(SCOPE)) == pytest.approx(105.1e6, rel=0.01)
    assert text("geofence(${here}, ${field})") == "true"
    assert text("geofence('33 35.93', ${field})") == "false"
    assert text("geofence('nowhere', ${field})") == "false"
    assert text("distance('95 0', '0 0')") == "NaN"
    assert text("area('0 0')") == "0"


# -------------------------------------------------------------------------------------- chance


def test_chance_is_that_of_the_conversation() -> None:
    drawn = compile("random()")
    first = drawn.evaluate(SCOPE)
    assert isinstance(first, float)
    assert 0 <= first < 1
    assert drawn.evaluate(SCOPE) == first, "asked again, it is the same"
    others = {drawn.evaluate(Scope({}, this=this, seed=seed)) for this in ("a", "b") for seed in (1, 2)}
    assert len(others) == 4, "another question and another conversation have their own"
    assert text("uuid()") == text("uuid()")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text("uuid()"))
    assert len(text("uuid(8)")) == 8
    assert sorted(compile("randomize(${age})").evaluate(SCOPE)) == ["24", "31", "7"]  # type: ignore[arg-type]
    assert text("join(' ', randomize(${age}, 7))") == text("join(' ', randomize(${age}, 7))")


# -------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("source", "reason", "what"),
    [
        ("", "syntax", ""),
        ("${age} >", "syntax", ""),
        ("${age} => 3", "syntax", ">"),
        ("(1", "syntax", ""),
        ("'abc", "syntax", "'"),
        ("1 2", "syntax", "2"),
        ("${a b}", "syntax", "$"),
        ("lenght(${age})", "function", "lenght"),
        ("concat('x', (lenght(1)))", "function", "lenght"),
        ("ancestor::*", "path", "ancestor"),
        ("(" * 500 + "1" + ")" * 500, "size", "("),
        ("1 + " * 10_000 + "1", "size", "40001"),
        ("not(" * 100 + "1" + ")" * 100, "size", "not"),
        ("1" + " + 1" * 500, "size", "150"),
        ("today()/x", "path", "x"),
    ],
)
def test_what_is_no_expression_is_refused_and_says_why(source: str, reason: str, what: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile(source)
    assert (caught.value.reason, caught.value.what) == (reason, what)


@pytest.mark.parametrize(
    "source", ["if(1, 2)", "not()", "selected(${age})", "count('a')", "pulldata('a', 'b', 'c')"]
)
def test_wrong_arguments_are_found_before_they_are_reached(source: str) -> None:
    made = compile(f"true() or {source}")
    [fault] = made.faults
    assert fault.reason == "arguments"
    assert made.holds(SCOPE)
    with pytest.raises(ExpressionError):
        compile(source).evaluate(SCOPE)


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ExpressionError, match="pattern"):
        compile("regex(${city}, '[')").evaluate(SCOPE)


def test_a_pattern_that_is_none_is_found_before_it_is_reached() -> None:
    [fault] = compile("true() or regex(${city}, '[')").faults
    assert fault.reason == "pattern"


@pytest.mark.parametrize(
    ("words", "pattern", "fits"),
    [
        ("a-b.c@d.org", r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,}$", True),
        ("no address", r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,}$", False),
        ("a[b", "^[a-z[]+$", True),
        ("a&b", "^[a&&b]+$", True),
        ("a--b", "^[a-b--]+$", True),
        ("]", "^[]]$", True),
        ("[x]", r"^\[x\]$", True),
    ],
)
def test_patterns_of_other_machines_are_read_as_they_read_them(words: str, pattern: str, fits: bool) -> None:
    assert compile(f"regex('{words}', '{pattern}')").holds(SCOPE) is fits


@pytest.mark.parametrize(
    ("words", "pattern", "fits"),
    [
        ("محمد علي", r"^[\w\s]+$", True),
        ("محمد-علي", r"^[\w\s]+$", False),
        ("محمد", r"^[\u0600-\u06ff]+$", True),
        ("David", r"^[\u0600-\u06ff]+$", False),
        ("محمد", r"^\p{Arabic}+$", True),
        ("أبو-زيد، ٢", r"^[^\W\d_]+\-[ء-ي]+\، \w\Z", True),
        ("a b", r"^a\sb$", True),  # a space that does not break
        ("a_b", r"[\W]", False),
        ("a‿b", r"^a[\W]b$", True),
        ("سلام", r"[\S]{4}", True),
        ("07701234567", r"^07\d{9}$", True),
        ("٠٧٧٠١٢٣٤٥٦٧", r"^\d+$", False),  # as in JavaScript
        ("aaaa", "^a{,3}$", False),
        ("1", "1\n?$", True),
        ("a\n", "a$", False),
    ],
)
def test_patterns_know_the_letters_of_all_languages(words: str, pattern: str, fits: bool) -> None:
    expression = compile(f"regex(${{a}}, '{pattern}')")
    assert (expression.faults, expression.holds(Scope({"a": words}))) == ((), fits)
    assert compile("regex(${a}, ${b})").holds(Scope({"a": words, "b": pattern})) is fits


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        (
            "layla@site." + "a" * 5_000 + "!",
            r"^([a-zA-Z0-9_\.\-])+@(([a-zA-Z0-9\-])+\.)+([a-zA-Z0-9]{2,4})+$",
        ),
        ("a" * 5_000, "^(a+)+b$"),
        ("a" * 5_000, "(a?){500}a{500}b"),
        ("م" * 10_001, "م"),
    ],
)
def test_no_pattern_takes_longer_than_its_text_is_long(words: str, pattern: str) -> None:
    began = perf_counter()
    assert not compile(f"regex(., '{pattern}')").holds(Scope({"a": words}, this="a"))
    assert perf_counter() - began < 2


@pytest.mark.parametrize(
    ("pattern", "reason", "what"),
    [
        ("^(?=.*[0-9]).{8,}$", "pattern_part", "(?="),
        ("(?<!a)b", "pattern_part", "(?<!"),
        (r"(.)\1", "pattern_part", r"\1"),
        ("a++", "pattern_part", "++"),
        ("^.{0,5000}$", "pattern_large", "{0,5000}"),
        (r"\w{0,1000}\d", "pattern_large", r"\w{0,1000}\d"),
        ("(", "pattern", "("),
    ],
)
def test_what_no_pattern_may_have_is_told_before_anybody_answers(
    pattern: str, reason: str, what: str
) -> None:
    [fault] = compile(f"regex(., '{pattern}')").faults
    assert (fault.reason, fault.what) == (reason, what)
    assert not compile("regex(${a}, ${b})").holds(Scope({"a": "aab", "b": pattern}))


def test_what_it_looks_at_is_known() -> None:
    made = compile("if(${a} > ../b, instance('cities')/root/item[country = ${c}]/label, today())")
    assert (set(made.names), set(made.columns), set(made.lists)) == ({"a", "b", "c"}, {"country"}, {"cities"})
    assert made.moves
    assert not compile("${a} + 1").moves


# ------------------------------------------------------------------------------------ properties


@given(st.text(alphabet=st.sampled_from("1.5'\"${}ab()[]/,|=<>!+-* \n") | st.characters(), max_size=60))
@example("${a}" + "[1]" * 60)
@example("-" * 200 + "1")
def test_any_text_is_an_expression_or_is_refused(source: str) -> None:
    try:
        assert type(as_text(compile(source).evaluate(SCOPE))) is str
    except ExpressionError:
        return


@given(st.floats())
def test_a_number_survives_being_written(number: float) -> None:
    written = as_text(number)
    assert "e" not in written.lower().replace("e-", "e") or math.isinf(number) or math.isnan(number)
    if math.isfinite(number):
        assert as_number(written) == number


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.booleans(),
        st.lists(st.text()).map(Nodes),
        st.datetimes().map(lambda one: Moment(one.replace(tzinfo=UTC))),
    )
)
def test_every_value_has_all_three_readings(value: str | float | bool | Nodes | Moment) -> None:
    assert isinstance(as_text(value), str)
    assert isinstance(as_number(value), float)
    assert isinstance(as_boolean(value), bool)
