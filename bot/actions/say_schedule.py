"""When the messages of a campaign leave: of several a line each, and of all what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.recurring import next_after
from bot.core.campaign import Campaign
from bot.core.programme import Book
from bot.core.sending import wording
from bot.core.sending.schedule import Recurring, Remind, Schedule
from bot.core.text import Text, key, moment, verbatim

NEXT: Final = 3
"""How many of the times to come are said."""


def say_schedule(campaign: Campaign, book: Book, now: datetime) -> Iterator[Text]:
    """Of every message. When a single one leaves is said where it is shown."""
    zone = ZoneInfo(book.programme.zone)
    for number, step in enumerate(campaign.steps, 1):
        if len(campaign.steps) > 1:
            yield key("campaign.plan_step", number=number, when=wording.said(step.schedule, book, zone))
        yield from _beyond(step.schedule, now, zone)


def single(campaign: Campaign, book: Book) -> Iterator[Text]:
    """When the only message leaves, as a line; of several nothing."""
    if len(campaign.steps) == 1:
        said = wording.said(campaign.steps[0].schedule, book, ZoneInfo(book.programme.zone))
        yield key("campaign.plan_when", when=said)


def _beyond(schedule: Schedule, now: datetime, zone: ZoneInfo) -> Iterator[Text]:
    """What its words alone do not tell: the next times, or the hours between reminders."""
    match schedule:
        case Recurring():
            yield key("campaign.plan_next", moments=_then(_to_come(schedule, now, zone)))
        case Remind(after=after, every=every):
            yield key("campaign.plan_reminds", after=after, every=every)
        case _:
            pass


def _to_come(schedule: Recurring, now: datetime, zone: ZoneInfo) -> list[Text]:
    found: list[Text] = []
    comes = next_after(schedule, now, zone)
    while comes is not None and len(found) < NEXT:
        found.append(moment(comes))
        comes = next_after(schedule, comes, zone, len(found))
    return found


def _then(moments: list[Text]) -> Text:
    return reduce(lambda first, rest: key("repeats.then", first=first, rest=rest), moments or [verbatim("—")])
