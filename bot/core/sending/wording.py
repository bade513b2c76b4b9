"""A schedule in words, for who composes or approves: «كل أسبوع (الأحد، الأربعاء)، 10:00 ص، 10 مرات»."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, tzinfo
from typing import Final

from bot.core.audience import form_of
from bot.core.clock import written
from bot.core.offers import joined
from bot.core.programme import Book
from bot.core.sending.schedule import (
    LAST_DAY,
    Around,
    At,
    Now,
    Recurring,
    Remind,
    Schedule,
    Since,
    wished,
)
from bot.core.text import Text, day, key, ltr, moment, verbatim

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""By the number that a schedule has for them."""
WEEK: Final = (5, 6, 0, 1, 2, 3, 4)
"""From Saturday, as the week goes where we are."""


def weekday(number: int) -> Text:
    """«الأحد»."""
    return key(f"choice.{WEEKDAYS[number]}")


def said(schedule: Schedule, book: Book, zone: tzinfo) -> Text:
    """When it leaves."""
    match schedule:
        case Now():
            return key("choice.at_now")
        case At(at):
            return moment(at)
        case Recurring():
            return _recurring(schedule)
        case Since(amount, unit):
            return key(f"since.{unit}", count=amount)
        case Around():
            return _around(schedule, zone)
        case Remind():
            return _reminder(schedule, book)


def _recurring(schedule: Recurring) -> Text:
    clock = written(time(schedule.hour, schedule.minute))
    said = _days(schedule, clock)
    if schedule.months:
        said = key("repeats.months", what=said, months=ltr(", ".join(map(str, schedule.months))))
    if schedule.begins:
        said = key("repeats.begins", what=said, day=day(schedule.begins))
    if schedule.ends:
        said = key("repeats.until", what=said, day=day(schedule.ends))
    return key("repeats.times", count=schedule.times, what=said) if schedule.times else said


def _days(schedule: Recurring, clock: Text) -> Text:
    named = joined([weekday(one) for one in WEEK if one in schedule.weekdays])
    numbered = joined([_day_of_month(one) for one in schedule.days])
    if schedule.days and schedule.weekdays:
        return key("repeats.both", days=named, numbers=numbered, time=clock)
    if schedule.days:
        return key("repeats.monthly", numbers=numbered, time=clock)
    if schedule.weekdays and len(set(schedule.weekdays)) < len(WEEK):
        return key("repeats.weekly", days=named, time=clock)
    return key("repeats.daily", time=clock)


def _day_of_month(number: int) -> Text:
    return key("repeats.last_day") if number == LAST_DAY else ltr(str(number))


def _around(schedule: Around, zone: tzinfo) -> Text:
    what = key(
        f"around.{schedule.side}_{schedule.unit}", count=schedule.amount, event=verbatim(schedule.event)
    )
    at = wished(schedule, schedule.starts, zone, {})
    return what if at is None else key("around.at", what=what, moment=moment(at))


def _reminder(schedule: Remind, book: Book) -> Text:
    form = form_of(book, schedule.form)
    title = replace(form.title, format="name") if form is not None else ltr(schedule.form)
    return key("reminding.times", count=schedule.limit, what=key(f"reminding.{schedule.of}", form=title))
