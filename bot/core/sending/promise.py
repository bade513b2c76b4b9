"""By when somebody is told to get an answer, and when staff hear of what waits: on working days only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.core.sending.hours import next_open
from bot.core.sending.rules import Sending

_A_DAY = timedelta(days=1)
_LONGEST = timedelta(days=30)


def promised(moment: datetime, hours: int, zone: tzinfo, sending: Sending) -> datetime:
    """So many hours of working days after a moment, by the local calendar of the zone."""
    left, at = timedelta(hours=hours), moment.astimezone(UTC)
    end = at + left + _LONGEST  # where every day is one of rest, the hours run all the same
    while at < end:
        day = at.astimezone(zone).date()
        midnight = datetime.combine(day + _A_DAY, time(), zone).astimezone(UTC)
        if not sending.rests(day):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight
    return at


def reminded(moment: datetime, zone: tzinfo, sending: Sending) -> datetime:
    """When staff are reminded of what is due then: nobody is rung at night or on a day of rest."""
    return next_open(moment, zone, sending.workdays, moment + _LONGEST) or moment


def morning(moment: datetime, zone: tzinfo, sending: Sending) -> datetime | None:
    """When the quiet hours that a moment falls in are over, on whatever day; None outside them."""
    opens = next_open(moment, zone, sending.windows, moment + _LONGEST)
    return opens if opens is not None and opens > moment else None


def next_time(moment: datetime, minutes: Sequence[int], zone: tzinfo, sending: Sending) -> datetime:
    """The next of these minutes of a day that comes on a working day; where there is none, on any day."""
    local = moment.astimezone(zone)
    times = [
        datetime.combine(local.date() + _A_DAY * days, time(*divmod(at, 60)), zone).astimezone(UTC)
        for days in range(_LONGEST.days)
        for at in sorted(minutes)
    ]
    coming = [at for at in times if at > moment]
    return next((at for at in coming if not sending.rests(at.astimezone(zone).date())), coming[0])
