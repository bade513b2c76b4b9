"""What a campaign comes to, before it is sent: how many, by which way, until when, and what looks wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.launch_campaign import first
from bot.actions.plan_halts import Held, elsewhere, holding, plan_halts
from bot.actions.plan_whatsapp import WhatsApp, plan_whatsapp
from bot.actions.recurring import last_after
from bot.actions.say_schedule import say_schedule
from bot.actions.shelve import closes_at
from bot.actions.terms import CHANNEL, Terms
from bot.core.audience import addressees, counted, is_told_few
from bot.core.campaign import Campaign, Run, Step, message, opens, words_to
from bot.core.message import Message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.lasting import Lasts, lasts
from bot.core.sending.rules import Halt
from bot.core.sending.schedule import Now, Recurring, Remind, Schedule, Since, ignored, useful_until
from bot.core.sending.spread import in_time as in_days
from bot.core.sending.weekdays import mismatches
from bot.core.text import Text, key, moment
from bot.storage import audiences, campaigns, pauses, persons, recipients
from bot.storage.audiences import Reached
from bot.storage.database import Database, Tx
from bot.storage.sealed import Sealer

WINDOW: Final = timedelta(hours=24)
"""How long after somebody's last message WhatsApp takes free text (`providers.md` §2)."""
LATELY: Final = timedelta(days=7)
_SAMPLE: Final = Run("0" * 32, 1, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """`number`: how many get it, by `reached`; `silent` have stopped messages, `capped` have
    had as many as a week may bring. `when`: more of when its messages leave. `shown`: as three get it.

    `held`: who waits because of where they live, `waits` how many these are; `takes` is of the others.
    `points`: what looks wrong, without forbidding it. `takes`: from the first message of all steps to the
    last, as far as they have one time for all; None when none may leave in time, or none has such a time.
    """

    campaign: Campaign
    book: Book
    number: int
    reached: tuple[Reached, ...]
    silent: int
    capped: int
    when: tuple[Text, ...]
    takes: Lasts | None
    shown: tuple[Message, ...]
    points: tuple[Text, ...]
    whatsapp: WhatsApp | None = None
    held: tuple[Held, ...] = ()
    waits: int = 0

    @property
    def wrong(self) -> bool:
        """Whether nobody would get it."""
        return not self.number

    def said(self) -> Iterator[Text]:
        """All of it, a line each."""
        audience = self.campaign.audience
        number = counted(self.number, audience, self.book)
        yield key("campaign.plan_whom", whom=addressees(audience, self.book), number=number)
        if not is_told_few(self.number, audience, self.book):
            for way in self.reached:
                yield from self._way(way)
            if self.silent:
                yield key("campaign.plan_silent", count=self.silent)
            if self.capped:
                yield key("campaign.plan_capped", count=self.capped)
        yield from self.when
        for halt in self.held:
            if not is_told_few(halt.number, audience, self.book):
                yield halt.said(self.book)
        if self.takes is not None:
            leaves = self._leaves(self.takes)
            yield key("campaign.plan_others", when=leaves) if self.held else leaves
            if self.takes.moved:
                yield key("campaign.plan_moved", why=key(f"campaign.why_{self.takes.moved[-1]}"))
            if self.takes.late:
                yield key("campaign.plan_late", count=self.takes.late)
        elif self.number > self.waits:
            yield key("campaign.plan_each")
        for one in self.shown:
            yield key("campaign.plan_shown", text=one.parts[0])
            yield from (key(f"announce.with_{attached.kind}") for attached in one.media)
        yield from opens(self.campaign, self.book)
        yield from self.points

    def _leaves(self, takes: Lasts) -> Text:
        """One moment once, and none where it is the present one."""
        if _minute(takes.first) != _minute(takes.last):
            return key("campaign.plan_takes", first=moment(takes.first), last=moment(takes.last))
        at_once = [step.schedule for step in self.campaign.steps] == [Now()]
        if at_once and not takes.moved:
            return key("campaign.plan_now")
        return key("campaign.plan_at", at=moment(takes.first))

    def _way(self, way: Reached) -> Iterator[Text]:
        if not way.channel:
            yield key("campaign.plan_unreachable", count=way.number)
            return
        yield key(f"campaign.plan_{way.channel}", count=way.number)
        if way.channel == CHANNEL and self.whatsapp is not None:
            yield from self.whatsapp.said(self.takes.first if self.takes is not None else None)
        elif way.channel == CHANNEL and way.open_ < way.number:
            yield key("campaign.plan_parked", count=way.number - way.open_)


async def plan_campaign(  # what is read, and how fast each channel sends
    database: Database,
    sealer: Sealer,
    book: Book,
    campaign: Campaign,
    now: datetime,
    rates: Mapping[str, float],
    terms: Terms | None = None,
) -> Plan:
    """Look at it as it would be sent now. The audience has no flaws. `terms`: those of WhatsApp."""
    audience, within = campaign.audience, campaign.within
    async with database.read() as tx:
        reached = await audiences.reached(tx, audience, book, now, now - WINDOW, within)
        silent = await audiences.silent(tx, audience, book, now, within)
        sample = await audiences.sample(tx, audience, book, now, within)
        people = [await persons.get(tx, sealer, one) for one in sample]
        repeated = await _repeated(tx, campaign, now)
        meant, cap = audiences.selected(audience, book, now, within), book.programme.sending.weekly_cap
        cap = 0 if campaign.corrects else cap
        capped = await recipients.capped(tx, meant, now, cap) if cap else 0
        outages = (one for one in book.programme.sending.outages if one.area)
        halts = (*await pauses.pressed(tx, book.programme.name, now), *outages)
        wishes = [(step, wish) for step in campaign.steps for wish in _wishes(step.schedule, now, book)]
        begins = min((wish for _, wish in wishes), default=now)
        held = await plan_halts(tx, book, audience, within, halts, begins, now)
        free = await _free(tx, campaign, book, reached, held, now)
        written = any(way.channel == CHANNEL for way in reached)
        whatsapp = (
            await plan_whatsapp(tx, sealer, terms, book, campaign, meant, now) if terms and written else None
        )
    zone = ZoneInfo(book.programme.zone)
    takes = [
        _spread(_takes(step, wish, book, ways, rates, halts), whatsapp, step, book)
        for step, wish in wishes
        for ways in (free if holding(halts, wish) else reached,)
    ]
    points = [*_points(campaign.steps, now.astimezone(zone))]
    if repeated:
        points.append(key("campaign.point_repeated"))
    readers = [one for one in people if one is not None]
    return Plan(
        campaign=campaign,
        book=book,
        number=sum(way.number for way in reached),
        reached=reached,
        silent=silent,
        capped=capped,
        when=tuple(say_schedule(campaign, book, now)),
        takes=_whole([one for one in takes if one is not None]),
        shown=tuple(_shown(campaign, readers, book)),
        points=tuple(points),
        whatsapp=whatsapp,
        held=held,
        waits=sum(way.number for way in reached) - sum(way.number for way in free),
    )


async def _free(  # the same as they were counted
    tx: Tx, campaign: Campaign, book: Book, reached: tuple[Reached, ...], held: Sequence[Held], now: datetime
) -> tuple[Reached, ...]:
    """By which ways those are reached for whom nothing is held."""
    areas = [one.area for one in held]
    if not areas or "" in areas:
        return () if areas else reached
    others = elsewhere(campaign.audience, areas)
    return await audiences.reached(tx, others, book, now, now - WINDOW, campaign.within)


def _minute(at: datetime) -> datetime:
    """As it is shown."""
    return at.replace(second=0, microsecond=0)


def _shown(campaign: Campaign, readers: Sequence[Person], book: Book) -> Iterator[Message]:
    """The first message as all of them get it, the others as the first of them does."""
    for number, step in enumerate(campaign.steps):
        for one in readers[:1] if number else readers:
            made = message(step, _SAMPLE, one, one.place, book)
            yield replace(made, parts=(words_to(step, one, book), *made.parts[1:]))


def _spread(takes: Lasts | None, whatsapp: WhatsApp | None, step: Step, book: Book) -> Lasts | None:
    """Over the days that Meta's limit makes of it. Only what ends by itself is too late for some."""
    if takes is None or whatsapp is None or not whatsapp.held:
        return takes
    last = max(takes.last, whatsapp.last(takes.first))
    form = book.forms.get(step.form)
    closes = closes_at(form, ZoneInfo(book.programme.zone)) if form is not None else None
    ends = useful_until(step.schedule, last, closes)
    if ends > last:
        return replace(takes, last=last)
    in_time = in_days(whatsapp.held, whatsapp.limit, whatsapp.taken, ends - takes.first)
    return replace(takes, last=ends, late=takes.late + whatsapp.held - in_time)


def _wishes(schedule: Schedule, now: datetime, book: Book) -> Iterator[datetime]:
    """When it is launched first and, where it recurs and ends, last; none of what leaves for each alone."""
    zone = ZoneInfo(book.programme.zone)
    wish = (
        None if isinstance(schedule, Since | Remind) else first(schedule, now, zone, book.programme.sending)
    )
    if wish is None:
        return
    yield wish
    if isinstance(schedule, Recurring):
        last = last_after(schedule, wish, zone)
        if last is not None and last > wish:
            yield last


def _whole(parts: Sequence[Lasts]) -> Lasts | None:
    """From the first of all messages to the last of all. `late`: of the one that is late for most."""
    if not parts:
        return None
    begins = min(parts, key=lambda one: one.first)
    return Lasts(begins.first, max(one.last for one in parts), max(one.late for one in parts), begins.moved)


def _takes(  # what it depends on
    step: Step,
    wish: datetime,
    book: Book,
    reached: Sequence[Reached],
    rates: Mapping[str, float],
    halts: Sequence[Halt],
) -> Lasts | None:
    """From the first message of a launch to the last, over all channels, which send side by side."""
    zone, schedule, rules = ZoneInfo(book.programme.zone), step.schedule, book.programme.sending
    form = book.forms.get(step.form)
    until = useful_until(schedule, wish, closes_at(form, zone) if form is not None else None)
    free = ignored(schedule, zone, rules)
    found = [
        lasts(way.number, rates.get(way.channel, 1.0), wish, until, zone, rules, halts, free)
        for way in reached
        if way.channel
    ]
    known = [one for one in found if one is not None]
    if not known:
        return None
    return Lasts(
        first=min(one.first for one in known),
        last=max(one.last for one in known),
        late=sum(one.late for one in known),
        moved=min(known, key=lambda one: one.first).moved,
    )


def _points(steps: Sequence[Step], local: datetime) -> Iterator[Text]:
    """Weekdays that do not match their date."""
    for words in (one for step in steps for one in step.languages.values()):
        for wrong in mismatches(words, local.date()):
            yield wrong.text


async def _repeated(tx: Tx, campaign: Campaign, now: datetime) -> bool:
    """Whether the same words were sent within the last week."""
    words = {tuple(sorted(step.languages.items())) for step in campaign.steps}
    return any(
        tuple(sorted(step.languages.items())) in words
        for one in await campaigns.newest(tx, campaign.programme)
        for step in one.steps
        if one.id != campaign.id and one.state != "draft" and one.at > now - LATELY
    )
