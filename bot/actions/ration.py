"""What WhatsApp's terms mean for a campaign: countries that are not served, and so many people a day.

Whoever has not written for 24 hours is asked by a template first, and Meta allows so many of those a day
(`knock`). So no more of them are posted than have a place; the others are moved to when there is room again,
and with their turn the time until which the message is useful: an announcement to 6,000 people is as useful
to the last of them. Only what ends by itself, a form or an event, ends it for all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from bot.actions.campaign_means import Means
from bot.actions.shelve import closes_at
from bot.actions.terms import CHANNEL
from bot.core.campaign import UNREACHABLE, WAITING
from bot.core.programme import Book
from bot.core.sending.schedule import useful_until
from bot.core.sending.spread import DAY, for_many
from bot.storage import contents, numbers, openers
from bot.storage.campaigns import Launch
from bot.storage.database import Tx
from bot.storage.errors import Damaged
from bot.storage.numbers import Number
from bot.storage.posting import Place
from bot.storage.recipients import Change, Recipient

AGAIN: Final = timedelta(minutes=10)


class Ration:
    """How many may still be asked today; None for any number."""

    def __init__(self, means: Means, left: int | None = None, frees: datetime | None = None) -> None:
        self._means, self._left = means, left
        soonest = means.now() + AGAIN
        self._frees = max(frees or soonest, soonest)

    @classmethod
    async def now(cls, tx: Tx, means: Means) -> Self:
        """As it stands. Where no template is approved nobody is asked, and nothing is counted."""
        terms, now = means.terms, means.now()
        if terms is None or not terms.limit or not await contents.approved(tx, terms.account):
            return cls(means)
        asked, first = await openers.lately(tx, terms.account, now)
        coming = await openers.to_come(tx, terms.account, now)
        return cls(means, for_many(terms.limit) - asked - coming, (first or now) + DAY)

    async def numbers(self, tx: Tx, places: Iterable[Place]) -> Mapping[str, Number]:
        """Of those that are on WhatsApp, by address; of none where it is not connected."""
        if self._means.terms is None:
            return {}
        there = [address for address, channel, _ in places if channel == CHANNEL]
        return await numbers.at(tx, there, self._means.now() - DAY)

    def judged(self, launch: Launch, book: Book, one: Recipient, number: Number) -> Change | None:
        """What becomes of a recipient on WhatsApp who does not get it now; None of who does."""
        if self._country(number):
            return Change(one.run, one.person, UNREACHABLE, "country")
        if self._left is None or number.open_:
            return None
        if self._left > 0:
            self._left -= 1
            return None
        zone, form = ZoneInfo(book.programme.zone), book.forms.get(launch.step.form)
        closes = closes_at(form, zone) if form is not None else None
        until = max(one.until, useful_until(launch.step.schedule, self._frees, closes))
        return Change(one.run, one.person, WAITING, "limit", due=self._frees, until=until)

    def _country(self, number: Number) -> str:
        terms = self._means.terms
        try:
            value = number.opened(self._means.sealer)
        except Damaged:
            return ""
        return terms.unserved.country(value, self._means.now().date()) if terms is not None else ""
