"""What messages on WhatsApp cost: an estimate, from prices that somebody wrote down.

What is not known is counted and said, never guessed: an estimate names the messages that it could not price,
and whether its table was confirmed. Meta charges by category and by the 24-hour window; the provider has a
price of its own for every message, out and in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

Category = Literal["marketing", "utility", "service", "inbound"]
"""Templates of two kinds, free text within the window, and what people write."""
_NOTHING: Final = Decimal()
_ALL: Final = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """So many messages of a kind. `inside`: within 24 hours of the person's last message."""

    category: Category
    number: int
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """What Meta charges from a day on. `free_service`: so many free texts a month cost nothing."""

    begins: date
    outside: frozenset[str]
    inside: frozenset[str]
    free_service: int = 0
    confirmed: bool = False

    def charges(self, sent: Sent) -> bool:
        return sent.category in (self.inside if sent.inside else self.outside)


@dataclass(frozen=True, slots=True)
class Prices:
    """The file `config/whatsapp_prices.toml`. `fee_out` and `fee_in` are the provider's; None: not known."""

    checked: date
    source: str
    currency: str
    confirmed: bool = False
    fee_out: Decimal | None = None
    fee_in: Decimal | None = None
    rules: tuple[Rule, ...] = ()
    countries: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    def rule(self, day: date) -> Rule | None:
        """The one that holds on a day."""
        return max((one for one in self.rules if one.begins <= day), key=_begins, default=None)

    def price(self, country: str, category: str) -> Decimal | None:
        """Of one message that is charged. Unless said, a free text costs what a utility template does."""
        of_country = self.countries.get(country, {})
        found = of_country.get(category)
        return of_country.get("utility") if found is None and category == "service" else found


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of the cost. `unpriced`: messages by country whose price is not; `fees`: whether the
    provider's own are in it; `confirmed`: whether all that was counted with was."""

    amount: Decimal
    currency: str
    unpriced: Mapping[str, int] = field(default_factory=dict)
    fees: bool = False
    confirmed: bool = False

    def each(self, number: int) -> Decimal | None:
        """Per completed answer, for example; None when there is none yet."""
        return self.amount / number if number else None


def estimate(messages: Mapping[str, Iterable[Sent]], day: date, prices: Prices, served: int = 0) -> Estimate:
    """What messages by country cost on a day; `served`: free texts that were sent this month before."""
    rule, amount, unpriced = prices.rule(day), _NOTHING, dict[str, int]()
    free = max(rule.free_service - served, 0) if rule else 0
    for country, sent in ((country, one) for country, several in messages.items() for one in several):
        charged, free = _charged(sent, rule, free)
        price = prices.price(country, sent.category)
        amount += _fee(sent, prices) * sent.number + (price or _NOTHING) * charged
        if price is None and charged:
            unpriced[country] = unpriced.get(country, 0) + charged
    fees = prices.fee_out is not None and prices.fee_in is not None
    confirmed = prices.confirmed and rule is not None and rule.confirmed
    return Estimate(amount, prices.currency, unpriced, fees, confirmed)


def _charged(sent: Sent, rule: Rule | None, free: int) -> tuple[int, int]:
    """How many Meta charges, and how many free texts are left. Where no rule is known, all."""
    if sent.category == "inbound":
        return 0, free
    if rule is None:
        return sent.number, free
    if not rule.charges(sent):
        return 0, free
    spared = min(free, sent.number) if sent.category == "service" else 0
    return sent.number - spared, free - spared


def _fee(sent: Sent, prices: Prices) -> Decimal:
    return (prices.fee_in if sent.category == "inbound" else prices.fee_out) or _NOTHING


def _begins(rule: Rule) -> date:
    return rule.begins


def conversation(
    outside: int, inside: int, questions: int, percent: int, opener: Category = "utility"
) -> tuple[Sent, ...]:
    """The whole conversation of a form with so many people outside their window, and so many inside.

    All of them are invited, outside by a template; of a hundred, `percent` answer: each of them reads every
    question and what closes the form, and writes as often as there are questions. With no questions it is an
    announcement, and nobody answers.
    """
    answering = (outside + inside) * percent // _ALL if questions else 0
    every = (
        Sent(opener, outside, inside=False),
        Sent("service", inside + answering * (questions + 1 if questions else 0)),
        Sent("inbound", answering * questions),
    )
    return tuple(one for one in every if one.number)
