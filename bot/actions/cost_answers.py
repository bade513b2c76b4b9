"""What a completed form has cost so far: its invitations on WhatsApp, divided among those who have answered.

An estimate, like the plan's (`plan_whatsapp`). Whether somebody had written within 24 hours is not kept, so
each counts as if a template had asked them first, and as if they had pressed it where the text has arrived;
the questions and answers after it are not in it. Of a private form only answers that can be read already
count, and fewer than five of them are not told.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.plan_whatsapp import beside, countries
from bot.actions.terms import CHANNEL, Terms
from bot.core.audience.wording import FEWEST
from bot.core.campaign import ARRIVED, Campaign
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.sending import spread
from bot.core.sending.prices import Estimate, Prices, Sent, estimate
from bot.core.text import Text, key, ltr
from bot.storage import campaign_answers, campaigns, numbers
from bot.storage.campaign_answers import Carried
from bot.storage.database import Tx
from bot.storage.sealed import Sealer

_LOOKED_AT: Final = 200
_ASKED: Final = "parked"


async def cost_answers(
    tx: Tx, sealer: Sealer, terms: Terms | None, book: Book, asked: Sequence[Campaign], now: datetime
) -> dict[str, list[Text]]:
    """By campaign: of each form that it carries, over all campaigns that did. Without prices nothing is said.

    For a connection that only reads.
    """
    forms = {one.id: list(dict.fromkeys(_carried(one))) for one in asked}
    if terms is None or terms.prices is None:
        return {one: [] for one in forms}
    known = await campaigns.newest(tx, book.programme.name, _LOOKED_AT)
    lines: dict[str, list[Text]] = {}
    for name in {name for several in forms.values() for name in several} & set(book.forms):
        carrying = [one for one in known if any(name in step.buttons for step in one.steps)]
        carried = [(one.id, number) for one in carrying for number in _steps(one, name)]
        cost = await _cost(tx, sealer, terms.prices, carried, now)
        answers = await _answers(tx, book, book.forms[name], carrying, carried) if cost is not None else 0
        lines[name] = list(_said(book.forms[name], cost, answers))
    return {one: [line for name in several for line in lines.get(name, ())] for one, several in forms.items()}


def _carried(campaign: Campaign) -> Iterator[str]:
    return (name for step in campaign.steps for name in step.buttons)


def _steps(campaign: Campaign, form: str) -> Iterator[int]:
    return (number for number, step in enumerate(campaign.steps, 1) if form in step.buttons)


async def _cost(
    tx: Tx, sealer: Sealer, prices: Prices, carried: Sequence[Carried], now: datetime
) -> Estimate | None:
    """Of all that has left by these messages; None where none has."""
    arrived, asked = Counter[str](), Counter[str]()
    for run in await campaign_answers.runs(tx, carried):
        after = ""
        while True:
            page = await campaign_answers.written_to(tx, run, CHANNEL, after)
            arrived += await _countries(tx, sealer, [one for one, state in page if state in ARRIVED], now)
            asked += await _countries(tx, sealer, [one for one, state in page if state == _ASKED], now)
            if len(page) < campaign_answers.PAGE:
                break
            after = page[-1][0]
    sent = {one: _messages(arrived[one], asked[one]) for one in {*arrived, *asked}}
    return estimate(sent, now.date(), prices) if sent else None


async def _countries(tx: Tx, sealer: Sealer, people: Sequence[str], now: datetime) -> Counter[str]:
    """How many of each country; who is reached elsewhere by now is of none."""
    if not people:
        return Counter()
    found = await numbers.of(tx, people, now - spread.DAY)
    named = await asyncio.to_thread(countries, sealer, list(found.values()))
    return Counter(country for country, _ in named) + Counter({"": len(people) - len(named)})


def _messages(arrived: int, asked: int) -> Iterable[Sent]:
    every = (
        Sent("utility", arrived + asked, inside=False),
        Sent("inbound", arrived),
        Sent("service", arrived),
    )
    return [one for one in every if one.number]


async def _answers(
    tx: Tx, book: Book, form: Form, carrying: Sequence[Campaign], carried: Sequence[Carried]
) -> int:
    if not form.private:
        return await campaign_answers.answered(tx, form.name, carried)
    since = min(one.at for one in carrying).astimezone(ZoneInfo(book.programme.zone)).date()
    number = await campaign_answers.answered_in_private(tx, book.programme.name, form.name, since)
    return number if number >= FEWEST else 0


def _said(form: Form, cost: Estimate | None, answers: int) -> Iterator[Text]:
    each = cost.each(answers) if cost is not None else None
    if cost is None or each is None:
        return
    if cost.amount:
        spent, of_each = ltr(f"{cost.amount:.2f} {cost.currency}"), ltr(f"{each:.2f} {cost.currency}")
        yield key("campaign.cost_answers", form=form.title, amount=spent, each=of_each, count=answers)
    yield from beside(cost)
