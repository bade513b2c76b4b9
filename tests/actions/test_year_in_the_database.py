"""A year of campaigns, played: a weekly message, words before events, and reminders, with summer time.

The program's own ticks look at a database, and the clock jumps from one moment at which something is due to
the next. Ramadan of 2027 is from 8 February to 8 March; Beirut begins its summer at midnight of 28 March and
ends it at midnight of 31 October.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from bot.actions import launch_campaign, post_campaign
from bot.core.audience import EVERYBODY
from bot.core.campaign import Campaign, Step
from bot.core.person import Person
from bot.core.sending.hours import in_ramadan
from bot.core.sending.rules import Halt, Sending
from bot.core.sending.schedule import Around, Recurring, Remind, Schedule
from bot.storage import campaigns
from bot.storage.schema import campaign_steps, outgoing, persons, recipients
from bot.storage.schema import campaigns as campaigns_table
from tests.actions.office import Office
from tests.actions.test_campaigns import means

ZONE = ZoneInfo("Asia/Beirut")
YEAR = 2027
NEW_YEAR = datetime(YEAR, 1, 1, 12, tzinfo=ZONE)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
GLANCE = 11 * HOUR
"""Of reminders it is asked every minute; here so that every hour of the day is met."""
REMINDED = NEW_YEAR + 40 * DAY
"""By then nobody is reminded any more."""
CAP = 2
OUTAGE = (date(2027, 6, 13), date(2027, 6, 16))

SUNDAYS = Recurring(20, 30, weekdays=(6,))
REMINDERS = Remind("report", "unanswered", after=24, every=168, limit=3)
EVENTS = {
    "at five, a day before": ("2027-01-20T17:00", 1, "days"),
    "in Ramadan, three days before": ("2027-02-17T14:00", 3, "days"),
    "the day after summer time began": ("2027-03-29T10:00", 1, "days"),
    "early in the morning, an hour before": ("2027-05-11T08:00", 1, "hours"),
    "on a Saturday, two hours before": ("2027-08-07T16:00", 2, "hours"),
    "the day after summer time ended": ("2027-11-01T10:00", 24, "hours"),
}


@dataclass(frozen=True)
class Left:
    """A message that left."""

    campaign: str
    run: int
    person: str
    at: datetime

    @property
    def local(self) -> datetime:
        return self.at.astimezone(ZONE)


def starts(name: str) -> datetime:
    return datetime.fromisoformat(EVENTS[name][0]).replace(tzinfo=ZONE)


def event(name: str) -> Around:
    _, amount, unit = EVENTS[name]
    return Around(name, starts(name), amount, "days" if unit == "days" else "hours")


async def begin(office: Office, name: str, schedule: Schedule, form: str = "") -> str:
    step = Step({"ar": f"{name} يا {{name}}"}, schedule, form)
    made = Campaign(office.ids.new(), "sample", name, "command", office.now, EVERYBODY, steps=(step,))
    async with office.database.begin() as tx:
        await campaigns.add(tx, made, office.ids)
        assert await launch_campaign.start(tx, made, office.book, "command", office.now, office.ids)
    return made.id


async def tick(office: Office) -> None:
    """What is due happens, and whatever stands in the outbox leaves."""
    while True:
        await launch_campaign.launch_due(means(office))
        if not await post_campaign.post_due(means(office)):
            return
        async with office.database.begin() as tx:
            await tx.execute(update(outgoing).where(outgoing.c.state == "queued").values(state="sent"))


async def next_due(office: Office, reminders: str) -> datetime:
    """The next moment at which the program has something to do."""
    async with office.database.read() as tx:
        steps = select(func.min(campaign_steps.c.due_at)).where(campaign_steps.c.campaign_id != reminders)
        waiting = select(func.min(recipients.c.due_at)).where(recipients.c.state == "waiting")
        found = [(await tx.execute(one)).scalar_one() for one in (steps, waiting)]
    glance = office.now + (GLANCE if office.now < REMINDED else WEEK)
    moments: list[datetime] = [one for one in found if one is not None and one > office.now]
    return min([glance, *moments])


async def left(office: Office) -> list[Left]:
    async with office.database.read() as tx:
        rows = (
            select(campaigns_table.c.name, recipients)
            .join(campaigns_table, campaigns_table.c.id == recipients.c.campaign_id)
            .where(recipients.c.posted_at.is_not(None))
            .order_by(recipients.c.posted_at)
        )
        return [Left(row.name, row.run, row.person_id, row.posted_at) for row in await tx.execute(rows)]


def is_open(one: Left) -> bool:
    """An hour in which messages may leave."""
    local = one.local
    minute = local.hour * 60 + local.minute
    if in_ramadan(local.date()):
        return 11 * 60 <= minute < 17 * 60 or 21 * 60 <= minute < 23 * 60
    return 9 * 60 <= minute < 21 * 60


async def test_a_year(office: Office) -> None:
    office.now = NEW_YEAR.astimezone(UTC)
    first, last = (datetime.combine(day, datetime.min.time(), ZONE) for day in OUTAGE)
    sending = Sending(weekly_cap=CAP, outages=(Halt(first, last, "", "outage"),))
    programme = replace(office.book.programme, zone="Asia/Beirut", sending=sending)
    office.book = replace(office.book, programme=programme)
    silent, answers, stops = [await office.person(name, "volunteer") for name in ("ليلى", "سلمى", "عمر")]
    await begin(office, "weekly", SUNDAYS)
    for name in EVENTS:
        await begin(office, name, event(name))
    reminders = await begin(office, "reminder", REMINDERS, form="report")

    answered = stopped = False
    while office.now.astimezone(ZONE).year == YEAR:
        await tick(office)
        office.now = await next_due(office, reminders)
        local = office.now.astimezone(ZONE)
        if not answered and any(one.campaign == "reminder" for one in await left(office)):
            await office.sent(answers, "report", {})
            answered = True
        if not stopped and local.month == 7:
            await change(office, stops, stopped=True)
            stopped = True
    all_ = await left(office)

    hours_and_days(all_)
    nobody_too_often(all_)
    before_their_events(all_, (silent, answers, stops))
    reminded(all_, silent, answers)
    await every_sunday(office, all_, silent)
    assert max(one.local for one in all_ if one.person == stops.id).month <= 7


async def change(office: Office, person: Person, **values: object) -> None:
    async with office.database.begin() as tx:
        await tx.execute(update(persons).where(persons.c.id == person.id).values(**values))


def hours_and_days(all_: Sequence[Left]) -> None:
    assert all(map(is_open, all_))
    rests = {one.campaign for one in all_ if one.local.weekday() in {4, 5}}
    assert rests == {"on a Saturday, two hours before"}, "who comes on a Saturday is told on a Saturday"
    assert not [one for one in all_ if OUTAGE[0] <= one.local.date() < OUTAGE[1]]


def nobody_too_often(all_: Sequence[Left]) -> None:
    assert max(Counter((one.campaign, one.run, one.person) for one in all_).values()) == 1
    for person in {one.person for one in all_}:
        times = [one.at for one in all_ if one.person == person]
        assert all(later - earlier >= WEEK for earlier, later in zip(times, times[CAP:], strict=False))


def before_their_events(all_: Sequence[Left], people: Sequence[Person]) -> None:
    for name in EVENTS:
        told = [one for one in all_ if one.campaign == name]
        assert told, name
        assert all(one.at < starts(name) for one in told)
        assert all(starts(name) - one.at <= 3 * DAY for one in told)
    (early, *_) = [one for one in all_ if one.campaign == "early in the morning, an hour before"]
    assert early.local.date() == date(2027, 5, 10), "eight is too early: the evening before"


def reminded(all_: Sequence[Left], silent: Person, answers: Person) -> None:
    theirs = {
        person.id: [one for one in all_ if one.campaign == "reminder" and one.person == person.id]
        for person in (silent, answers)
    }
    assert [one.run for one in theirs[silent.id]] == [1, 2, 3]
    assert all(later.at - earlier.at >= WEEK for earlier, later in pairwise(theirs[silent.id]))
    assert len(theirs[answers.id]) == 1


async def every_sunday(office: Office, all_: Sequence[Left], person: Person) -> None:
    """Fifty-two times at the same hour of the clock, whatever the clock does; not all of them may leave."""
    async with office.database.read() as tx:
        rows = (
            select(recipients.c.run, recipients.c.state, recipients.c.reason)
            .join(campaigns_table, campaigns_table.c.id == recipients.c.campaign_id)
            .where(campaigns_table.c.name == "weekly", recipients.c.person_id == person.id)
        )
        runs = (await tx.execute(rows)).all()
    assert sorted(one.run for one in runs) == list(range(1, 53))
    assert {(one.state, one.reason) for one in runs} <= {("posted", ""), ("skipped", "capped")}
    mine = [one.local for one in all_ if one.campaign == "weekly" and one.person == person.id]
    assert {f"{one:%a %H:%M}" for one in mine if in_ramadan(one.date())} == {"Sun 21:00"}
    usual = {f"{one:%a %H:%M}" for one in mine if not in_ramadan(one.date())}
    assert "Sun 20:30" in usual
