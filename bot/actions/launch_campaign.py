"""Launching a campaign: a row for everybody whom its audience means, when a step is due.

`start` sets the clock of every step; the tick `launch_due` begins the runs that have come and writes their
recipients, a chunk in a transaction each. Where it was left off stands in the step, so that it goes on
there after whatever ended it; and two people who press *send* at once launch one campaign.

A message that goes to all at once has one run, what recurs has one each time. What is relative to a date of
the person has a single run, which people join as their dates come; a reminder has a run for each time that
somebody is reminded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.campaign_means import Means
from bot.actions.current_book import current_book
from bot.actions.move_campaign import cancel_waiting
from bot.actions.recurring import next_after
from bot.actions.shelve import closes_at
from bot.core.audience import CURRENT, Audience, flaws
from bot.core.campaign import Campaign, Run, failed
from bot.core.programme import Book
from bot.core.sending.calendar import Due, Leaves, Whose, leaves_before
from bot.core.sending.rules import Sending
from bot.core.sending.schedule import (
    Around,
    At,
    Now,
    Recurring,
    Remind,
    Schedule,
    Since,
    ignored,
    shifted,
    useful_until,
    wished,
)
from bot.storage import audiences, campaigns, media, posting, recipients
from bot.storage.campaigns import Launch
from bot.storage.database import Database, Tx
from bot.storage.posting import NOTICE, Post

LOOK: Final = timedelta(minutes=1)
"""How often it is asked whose date has come."""
BRAKE: Final = timedelta(seconds=60)
FIRST: Final = 20
SCHEDULE: Final = "schedule"
USEFUL: Final = timedelta(days=3)


async def start(tx: Tx, campaign: Campaign, book: Book, by: str, now: datetime, ids: Iterator[str]) -> bool:
    """Let its steps come due; False when it runs already, or is over."""
    if not await campaigns.move(tx, campaign.id, "running", by, now, ids, of=("draft", "waiting")):
        return False
    zone, rules = ZoneInfo(book.programme.zone), book.programme.sending
    dues = [first(step.schedule, now, zone, rules) for step in campaign.steps]
    await campaigns.schedule(tx, campaign.id, dues, now)
    return True


def first(schedule: Schedule, now: datetime, zone: tzinfo, rules: Sending) -> datetime | None:
    """When a step is launched for the first time; None when it never is."""
    match schedule:
        case Recurring():
            return next_after(schedule, now, zone)
        case Since() | Remind():
            return now
        case Around(side="before"):
            return _in_time(schedule, now, zone, rules)
        case _:
            return wished(schedule, now, zone, {})


def _in_time(event: Around, now: datetime, zone: tzinfo, rules: Sending) -> datetime | None:
    """At its wish, or so much earlier that it does not come after the event because of a quiet hour."""
    wish = wished(event, now, zone, {})
    if wish is None or wish <= now:
        return wish
    found = leaves_before(Due(wish, event.starts, ignored(event, zone, rules)), now, Whose(zone), rules)
    return min(wish, found.at) if isinstance(found, Leaves) else wish


async def launch_due(means: Means) -> int:
    """Begin the runs that have come, and write their recipients; how many people were looked at."""
    book = await current_book(means.database, means.book)
    async with means.database.read() as tx:
        come = await campaigns.due(tx, book.programme.name, means.now())
    for launch in come:
        await _begin(means, launch, book)
    async with means.database.read() as tx:
        going = await campaigns.launching(tx, book.programme.name)
    return sum([await _write(means, launch, book) for launch in going])


# ------------------------------------------------------------------------------------------- a run


async def _begin(means: Means, launch: Launch, book: Book) -> None:
    """The next run of a step: from now on it is written, chunk by chunk."""
    now, campaign = means.now(), launch.campaign
    why = _wrong(launch, book) or await _lacking(means.database, launch)
    if why:
        await _fail(means, replace(campaign, why=why), now)
        await cancel_waiting(means.database, campaign.id)  # of the run before
        return
    zone = ZoneInfo(book.programme.zone)
    schedule = launch.step.schedule
    once = isinstance(schedule, Since | Remind)
    wish = now if once or launch.due is None else launch.due
    number = 1 if once else launch.run + 1
    begun = replace(launch, run=number, wish=wish, after="", due=_next(schedule, now, wish, zone, number))
    brake = None
    if not once and await _is_braked(means.database, begun, book, now):
        brake = (now + BRAKE, FIRST)
    async with means.database.begin() as tx:
        await campaigns.begin(tx, begun, brake=brake)


async def _fail(means: Means, campaign: Campaign, now: datetime) -> None:
    """It ends, and its author hears why: nobody else would notice that nothing leaves."""
    async with means.database.begin() as tx:
        moved = await campaigns.move(tx, campaign.id, "failed", SCHEDULE, now, means.ids, campaign.why)
        if moved and campaign.by != campaigns.COMMAND:
            post = Post(
                means.ids.new(), means.ids.seq(), campaign.by, failed(campaign), NOTICE, now, now + USEFUL
            )
            await posting.post(tx, means.sealer, post)
    means.kick()


def _wrong(launch: Launch, book: Book) -> str:
    """Why it cannot be launched any more: what it asks about, or for, has gone since."""
    schedule = launch.step.schedule
    named = {*launch.step.buttons, schedule.form if isinstance(schedule, Remind) else ""}
    if not named - {""} <= book.forms.keys():
        return "form"
    return "audience" if flaws(launch.campaign.audience, book) else ""


async def _lacking(database: Database, launch: Launch) -> str:
    """What went with its words may have been removed or hidden since."""
    attached = launch.step.media
    if attached is None:
        return ""
    async with database.read() as tx:
        shown = await media.shown(tx, attached.media)
    return "media" if shown is None or shown.object is None else ""


def _next(schedule: Schedule, now: datetime, wish: datetime, zone: tzinfo, given: int) -> datetime | None:
    """When the step is looked at again. What recurs is not made up for: of the times missed one is given."""
    match schedule:
        case Recurring():
            return next_after(schedule, max(now, wish), zone, given)
        case Since() | Remind():
            return now + LOOK
        case Now() | At() | Around():
            return None


async def _is_braked(database: Database, launch: Launch, book: Book, now: datetime) -> bool:
    """Whether so many get it that somebody may still want to stop it."""
    campaign, brake = launch.campaign, book.programme.sending.brake
    async with database.read() as tx:
        return await audiences.exceeds(tx, campaign.audience, book, now, campaign.within, brake)


# -------------------------------------------------------------------------------------- recipients


async def _write(means: Means, launch: Launch, book: Book) -> int:
    """The rows of a run that are not there yet; how many people were looked at."""
    now, seen = means.now(), 0
    wish = launch.wish or now
    zone = ZoneInfo(book.programme.zone)
    form = book.forms.get(launch.step.form)
    until = useful_until(launch.step.schedule, wish, closes_at(form, zone) if form is not None else None)
    for run, meant in _selected(launch, book, now, zone):
        after: str | None = launch.after or "" if run == launch.of else ""
        while after is not None:
            async with means.database.read() as tx:
                people = await recipients.page(tx, meant, after)
            seen += len(people)
            last = people[-1][0] if len(people) == recipients.PAGE else None
            for at in range(0, len(people), recipients.ADDED) or (0,):
                chunk = people[at : at + recipients.ADDED]
                through = chunk[-1][0] if chunk and chunk[-1] is not people[-1] else last
                async with means.database.begin() as tx:
                    if run == launch.of and not await campaigns.reached(tx, run, through):
                        return seen
                    await recipients.add(tx, run, chunk, wish, until)
            after = last
    return seen


def _selected(
    launch: Launch, book: Book, now: datetime, zone: tzinfo
) -> Sequence[tuple[Run, audiences.Selection]]:
    """Whom a launch means now, by run; of reminders the last first, so that nobody gets two in one look."""
    campaign, schedule, begun = launch.campaign, launch.step.schedule, launch.launched or now

    def meant(audience: Audience) -> audiences.Selection:
        return audiences.selected(audience, book, now, campaign.within)

    match schedule:
        case Since(amount=amount, unit=unit):
            dates = (shifted(begun, -amount, unit, zone), shifted(now, -amount, unit, zone))
            return [(launch.of, meant(campaign.audience).where(recipients.registered_within(*dates)))]
        case Remind():
            asked = Audience("all", of=(campaign.audience, _of_form(schedule)))
            return [
                (run, meant(asked).where(*recipients.to_remind(run, schedule, now, begun)))
                for run in (Run(campaign.id, launch.number, n) for n in range(schedule.limit, 0, -1))
            ]
        case _:
            return [(launch.of, meant(campaign.audience))]


def _of_form(schedule: Remind) -> Audience:
    return Audience(schedule.of, form=schedule.form, wave="" if schedule.of == "unfinished" else CURRENT)
