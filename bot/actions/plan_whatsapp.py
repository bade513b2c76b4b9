"""What a campaign comes to on WhatsApp: who gets the text, who is asked first, until which day, at what cost.

Numbers are opened for their country and forgotten; only counts leave this module.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from bot.actions.terms import CHANNEL, Terms
from bot.core.campaign import Campaign, Run, Step, message
from bot.core.form import Form
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending import spread
from bot.core.sending.countries import country_of
from bot.core.sending.prices import Category, Estimate, Sent, conversation, estimate
from bot.core.templates import MARKETING, UTILITY
from bot.core.text import Text, day, key, ltr
from bot.flows.shipped.templates import EVENT, SURVEY, WAITS, template_for
from bot.storage import contents, numbers, openers, recipients
from bot.storage.audiences import Selection
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.numbers import Number
from bot.storage.sealed import Sealer

ANSWER: Final = 50
"""Of a hundred who are asked so many answer: nobody knows before, and it is said."""
_SHOWN: Final = 5
_ANY: Final = Run("0" * 32, 1, 1)
_SAID: Final = {
    "": "campaign.plan_parked",
    EVENT: "campaign.plan_asked_event",
    SURVEY: "campaign.plan_asked_survey",
}
"""By the template, how it is said; of any other only that a short message comes first."""
_SAY_NOTHING: Final = frozenset({"note", "hidden", "computed", "metadata"})
Tally = Counter[tuple[str, bool]]
"""So many by country, and whether they wrote within 24 hours."""


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """`free` get the text at once; `asked` are asked first, by a template for each of the messages (`by`: its
    name, '' where none is approved and they wait); `unserved` are in countries without the platform.

    `limit`: to how many people we may write first within 24 hours, `taken` of them today already. `refiled`:
    Meta counts a template as advertising. `asks`: how many questions the form has.
    """

    free: int
    asked: int
    unserved: int
    by: tuple[str, ...]
    limit: int = 0
    taken: int = 0
    refiled: bool = False
    asks: int = 0
    cost: Estimate | None = None

    @property
    def knocks(self) -> bool:
        """Whether they are asked before the first message, and do not wait until they write."""
        return bool(self.by[0])

    @property
    def held(self) -> int:
        """For how many Meta's limit counts."""
        return self.asked if self.knocks and self.limit else 0

    def last(self, first: datetime) -> datetime:
        """When the last of them is asked, where the first message leaves then."""
        return spread.last(first, self.held, self.limit, self.taken)

    def said(self, first: datetime | None) -> Iterator[Text]:
        """A line each. `first`: when the first message leaves."""
        if self.free:
            yield key("campaign.plan_free", count=self.free)
        if self.asked:
            yield from self._asked()
        if self.unserved:
            yield key("campaign.plan_unserved", count=self.unserved)
        if first is not None and spread.days(self.held, self.limit, self.taken):
            yield key("campaign.plan_limit", limit=self.limit, day=day(self.last(first).date()))
        if self.refiled and self.asked:
            yield key("campaign.plan_refiled")
        yield from self._cost()

    def _asked(self) -> Iterator[Text]:
        """By which template; where the messages differ, for which of them."""
        for name in dict.fromkeys(self.by):
            said = key(_SAID.get(name, "campaign.plan_asked"), count=self.asked)
            if len(set(self.by)) == 1:
                yield said
            else:
                numbers = [str(n) for n, one in enumerate(self.by, 1) if one == name]
                of = ltr(", ".join(numbers))
                yield key("campaign.plan_of_messages", count=len(numbers), numbers=of, said=said)

    def _cost(self) -> Iterator[Text]:
        cost = self.cost
        if cost is None:
            return
        if cost.amount:
            said = ltr(f"{cost.amount:.2f} {cost.currency}")
            name = "campaign.plan_cost_form" if self.asks else "campaign.plan_cost"
            yield key(name, amount=said, percent=ANSWER) if self.asks else key(name, amount=said)
        yield from beside(cost)


def beside(cost: Estimate) -> Iterator[Text]:
    """What an estimate leaves open: who confirmed it, whose price is not in it, what it could not price."""
    if cost.amount and not cost.confirmed:
        yield key("campaign.plan_cost_unconfirmed")
    if cost.amount and not cost.fees:
        yield key("campaign.plan_cost_without_fees")
    if cost.unpriced:
        unknown = sorted(cost.unpriced, key=lambda code: -cost.unpriced[code])
        named = ", ".join(one or "?" for one in unknown[:_SHOWN])
        yield key("campaign.plan_unpriced", count=sum(cost.unpriced.values()), countries=ltr(named))


async def plan_whatsapp(  # what is looked at, and by whom it may be read
    tx: Tx,
    sealer: Sealer,
    terms: Terms,
    book: Book,
    campaign: Campaign,
    meant: Selection,
    now: datetime,
) -> WhatsApp:
    """Look at it as it would be sent now. For a connection that only reads."""
    known = contents.templates(await contents.of(tx, terms.account))
    usable = [one for one in known if one.usable]
    taken, _ = await openers.lately(tx, terms.account, now)
    tally, after = Tally(), ""
    while True:
        people = await recipients.page(tx, meant, after)
        there = [person for person, channel in people if channel == CHANNEL]
        found = await numbers.of(tx, there, now - spread.DAY) if there else {}
        tally += Tally(await asyncio.to_thread(countries, sealer, list(found.values())))
        if len(people) < recipients.PAGE:
            break
        after = people[-1][0]
    unserved = Counter({one: n for one, n in tally.items() if _is_unserved(terms, one[0], now)})
    served = tally - unserved
    form = book.forms.get(campaign.steps[0].form)
    asks = _questions(form) if form is not None else 0
    names = frozenset(one.name for one in usable)
    by = tuple(_asks(step, book, names) for step in campaign.steps)
    refiled = any(one.refiled for one in usable if one.name in by)
    return WhatsApp(
        free=sum(n for (_, open_), n in served.items() if open_),
        asked=sum(n for (_, open_), n in served.items() if not open_),
        unserved=unserved.total(),
        by=by,
        limit=terms.limit,
        taken=taken,
        refiled=refiled,
        asks=asks,
        cost=_cost(terms, served, asks, bool(by[0]), refiled, now),
    )


def _asks(step: Step, book: Book, usable: Collection[str]) -> str:
    """The template that stands for a message to who has not written: its own, else that something waits."""
    own, _ = template_for(message(step, _ANY, Person(""), "", book), step.schedule)
    return next((one for one in (own, WAITS) if one in usable), "")


def countries(sealer: Sealer, found: Iterable[Number]) -> list[tuple[str, bool]]:
    """Of each number the country, and whether it wrote of late; what cannot be opened is of no country."""
    return [(_country(sealer, one), one.open_) for one in found]


def _country(sealer: Sealer, number: Number) -> str:
    try:
        return country_of(number.opened(sealer))
    except Damaged:
        return ""


def _is_unserved(terms: Terms, country: str, now: datetime) -> bool:
    since = terms.unserved.since.get(country)
    return since is not None and since <= now.date()


def _questions(form: Form) -> int:
    return sum(field.type not in _SAY_NOTHING for field in form.fields)


def _cost(
    terms: Terms,
    served: Mapping[tuple[str, bool], int],
    asks: int,
    knocks: bool,
    refiled: bool,
    now: datetime,
) -> Estimate | None:
    """Of the whole conversation: the template, the text after it, every question and answer."""
    if terms.prices is None or not served:
        return None
    opener = cast("Category", MARKETING if refiled else UTILITY)
    messages = {
        country: _messages(
            served.get((country, False), 0) if knocks else 0, served.get((country, True), 0), asks, opener
        )
        for country in {one for one, _ in served}
    }
    return estimate(messages, now.date(), terms.prices)


def _messages(outside: int, inside: int, asks: int, opener: Category) -> tuple[Sent, ...]:
    """Who is asked and presses the button reads the text after it."""
    pressing = outside * ANSWER // 100
    after = (Sent("inbound", pressing), Sent("service", pressing)) if pressing else ()
    return (*conversation(outside, inside, asks, ANSWER, opener), *after)
