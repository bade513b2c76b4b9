"""What a conversation on WhatsApp costs, with prices that are invented here, and countries not served."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sending.countries import Unserved, country_of
from bot.core.sending.prices import Prices, Rule, Sent, conversation, estimate

JULY, OCTOBER = date(2025, 7, 1), date(2026, 10, 1)
BEFORE = Rule(JULY, frozenset({"marketing", "utility"}), frozenset({"marketing"}), confirmed=True)
AFTER = Rule(
    OCTOBER, frozenset({"marketing", "utility"}), frozenset({"marketing", "utility", "service"}), 1000
)
PRICES = Prices(
    checked=date(2026, 11, 21),
    source="invented",
    currency="USD",
    confirmed=True,
    fee_out=Decimal("0.5"),
    fee_in=Decimal("0.25"),
    rules=(AFTER, BEFORE),
    countries={"JO": {"utility": Decimal(2), "marketing": Decimal(8)}, "IQ": {"utility": Decimal(1)}},
)


def test_before_october_free_texts_cost_the_providers_fee_only() -> None:
    found = estimate({"JO": conversation(100, 0, 16, 50)}, date(2026, 9, 30), PRICES)

    # 100 invitations; 50 people who read 16 questions and a closing, and write 16 answers
    assert found.amount == 100 * 2 + Decimal("0.5") * (100 + 50 * 17) + Decimal("0.25") * 50 * 16
    assert (found.unpriced, found.fees, found.confirmed) == ({}, True, True)


def test_from_october_on_they_cost_as_much_as_a_template_after_the_free_ones() -> None:
    found = estimate(
        {"JO": conversation(100, 0, 16, 100)}, OCTOBER, replace(PRICES, fee_out=None, fee_in=None)
    )

    assert found.amount == 100 * 2 + 2 * (100 * 17 - 1000)
    assert not found.confirmed
    assert not found.fees
    assert estimate(
        {"JO": [Sent("service", 10)]}, OCTOBER, PRICES, served=995
    ).amount == 5 * 2 + 10 * Decimal("0.5")


def test_an_invitation_within_the_window_is_a_free_text() -> None:
    assert conversation(0, 40, 0, 100) == (Sent("service", 40),)
    assert conversation(60, 40, 2, 50) == (
        Sent("utility", 60, inside=False),
        Sent("service", 40 + 50 * 3),
        Sent("inbound", 100),
    )


def test_a_country_without_a_price_is_counted_and_not_guessed() -> None:
    messages = {
        "JO": [Sent("utility", 3, inside=False)],
        "SE": [Sent("utility", 4, inside=False), Sent("inbound", 9)],
    }
    found = estimate(messages, OCTOBER, replace(PRICES, fee_out=None, fee_in=None))

    assert (found.amount, dict(found.unpriced)) == (Decimal(6), {"SE": 4})
    assert estimate({"IQ": [Sent("marketing", 2)]}, OCTOBER, PRICES).unpriced == {"IQ": 2}


def test_before_the_first_rule_nothing_is_taken_for_free() -> None:
    found = estimate({"JO": [Sent("service", 2), Sent("inbound", 2)]}, date(2020, 1, 1), PRICES)

    assert found.amount == 2 * 2 + 2 * Decimal("0.5") + 2 * Decimal("0.25")
    assert not found.confirmed


def test_cost_of_one_answer() -> None:
    found = estimate({"JO": [Sent("marketing", 5, inside=False)]}, JULY, replace(PRICES, fee_out=None))

    assert found.each(20) == Decimal(2)
    assert found.each(0) is None


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 20), st.integers(0, 100), st.dates(JULY))
def test_more_people_never_cost_less(
    outside: int, inside: int, questions: int, percent: int, day: date
) -> None:
    fewer = estimate({"JO": conversation(outside, inside, questions, percent)}, day, PRICES)
    more = estimate({"JO": conversation(outside + 7, inside + 3, questions, percent)}, day, PRICES)

    assert Decimal() <= fewer.amount <= more.amount


@pytest.mark.parametrize(
    ("phone", "country"),
    [("+963944567890", "SY"), ("+962790000000", "JO"), ("+9647701234567", "IQ"), ("+000", ""), ("", "")],
)
def test_a_number_is_of_a_country(phone: str, country: str) -> None:
    assert country_of(phone) == country


def test_a_country_is_not_served_from_its_day_on() -> None:
    unserved = Unserved(date(2026, 11, 21), "invented", since={"SY": date(2025, 9, 15)})

    assert unserved.country("+963944567890", date(2025, 9, 15)) == "SY"
    assert unserved.country("+963944567890", date(2025, 9, 14)) == ""
    assert unserved.country("+962790000000", date(2026, 1, 1)) == ""
