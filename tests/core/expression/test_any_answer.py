"""Whatever is answered, an expression has a value: a turn does not end in the middle."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.expression import ExpressionError, Scope, as_number, compile
from bot.core.expression.functions import FUNCTIONS
from bot.core.expression.special import SPECIAL

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
BAGHDAD, LOS_ANGELES = ZoneInfo("Asia/Baghdad"), ZoneInfo("America/Los_Angeles")
# fmt: off
ODD = (
    "9999-12-31T23:30:00Z", "9999-12-31T23:30:00-12:00", "9999-12-31", "0001-01-01T00:00:00+14:00",
    "0001-01-01", "23:59:59.999-12:00", "1e308", "-1e308", "1e400", "NaN", "-0", "9" * 400, "(", "[", "\\",
    "MD5", "hex", "base64", "%Y-%m-%d %W %u", "90 180 0 0;-90 -180 0 0;91 1e9 x", "yes no", "t", "name",
)
PIECES = (
    "${a}", "${b}", "${c}", ".", "''", "'name'", "1", "-1.5", "${r}", "instance('t')/root/item",
    "position(..)", "instance('t')/root/item[name = ${a}]/name",
    "${a} + ${b}", "${a} < ${b}", "${a} div ${b} mod ${c}",
)
# fmt: on
ANSWERED = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(exclude_categories=()), max_size=10),  # with halves of pairs
    st.sampled_from(ODD),
    st.floats().map(repr),
    st.integers().map(str),
    st.datetimes(timezones=st.sampled_from([UTC, BAGHDAD, None])).map(datetime.isoformat),
)


@st.composite
def calls(draw: st.DrawFn) -> str:
    """Any function of anything, also of another."""
    pieces, names = st.sampled_from(PIECES), st.sampled_from(sorted(FUNCTIONS))
    given = [
        draw(pieces) if draw(st.booleans()) else f"{draw(names)}({draw(pieces)})"
        for _ in range(draw(st.integers(0, 4)))
    ]
    return f"{draw(st.sampled_from(sorted({*FUNCTIONS, *SPECIAL})))}({', '.join(given)})"


@settings(max_examples=400)
@given(calls(), ANSWERED, ANSWERED, ANSWERED, st.sampled_from([BAGHDAD, LOS_ANGELES, UTC]))
@example("format-date(${a}, '%Y')", "9999-12-31T23:30:00Z", "", "", BAGHDAD)
@example("date(${a})", "9999-12-31T23:30:00Z", "", "", BAGHDAD)
@example("decimal-date-time(${a})", "0001-01-01T00:30:00Z", "", "", LOS_ANGELES)
@example("regex(${a}, ${b})", "a", "(", "", UTC)
@example("digest(${a}, ${b}, ${c})", "a", "MD6", "hex", UTC)
@example("digest(${a}, 'MD5')", "\ud800", "", "", UTC)
def test_no_answer_makes_an_expression_raise(source: str, a: str, b: str, c: str, zone: tzinfo) -> None:
    try:
        made = compile(source)
    except ExpressionError:
        return
    if made.faults:
        return
    rows = ({"name": "t", "label": a}, {"name": b, "label": "x"})
    values: dict[str, str | list[str]] = {"a": a, "b": b, "c": c, "r": [a, b, c]}
    scope = Scope(values, "a", NOW, zone, {"r": [a, b, c]}, (2,), {"t": rows})
    assert type(made.text(scope)) is str
    assert made.holds(scope) in {True, False}
    assert type(as_number(made.evaluate(scope), zone)) is float


def test_what_cannot_be_made_is_nothing() -> None:
    scope = Scope({"a": "9999-12-31T23:30:00Z", "b": "("}, zone=BAGHDAD)
    assert compile("format-date(${a}, '%Y')").text(scope) == ""
    assert compile("date(${a})").text(scope) == "Invalid Date"
    assert compile("string(decimal-date-time(${a}))").text(scope) == "NaN"
    assert compile("digest(${a}, ${b})").text(scope) == ""
    assert compile("digest(${a}, 'MD5', ${b})").text(scope) == ""
    assert [fault.reason for fault in compile("digest(${a}, 'MD6')").faults] == ["arguments"]
