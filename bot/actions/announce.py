"""A message to many, from a coordinator's chat: what it comes to, a look at it alone, and sending it.

It never reaches beyond the areas that its author answers for. Where the programme asks for a second person,
it waits for one (`approve`). It is sent once, however often it is pressed: its identifier is made when it is
planned, and the errand's key is of that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from bot.actions import approve
from bot.actions.attached import is_lost
from bot.actions.current_book import current_book
from bot.actions.job import Job
from bot.actions.launch_campaign import start
from bot.actions.plan_campaign import Plan, plan_campaign
from bot.actions.recurring import next_after
from bot.actions.terms import Terms
from bot.core.audience import CURRENT, EVERYBODY, Audience, flaws, is_told_few, reach
from bot.core.audience.conditions import together
from bot.core.campaign import Campaign, Run, Step, message, opening
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.fields import shortened, wrong
from bot.core.sending.plain import read
from bot.core.sending.schedule import Remind, Schedule, problems
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import LONGEST, in_hand, may_announce, messages
from bot.flows.asides import announcing
from bot.flows.attaching import attachment
from bot.flows.shipped.starters import SCHEDULE, STARTERS, starter_of
from bot.storage import (
    audiences,
    campaign_media,
    campaigns,
    persons,
    saved_audiences,
)
from bot.storage.database import Database, Tx
from bot.storage.errands import Due
from bot.storage.sealed import Sealer

_TITLE: Final = 40
_TRIAL: Final = Run("0" * 32, 1, 1)
_FIRST_ARABIC: Final = "\u0600"


@dataclass(frozen=True, slots=True)
class Flawed:
    """It cannot be sent so: what of it is to be asked again (`bot.flows.announcement.SPEC`), and why.

    `message`: of which one, counted from 0; below 0: of the one in hand.
    """

    wrong: str
    why: tuple[Text, ...]
    message: int = -1


@dataclass(frozen=True, slots=True)
class Looked:
    """What it comes to. `readers`: languages that some of them read, and its last message does not have.

    `data`: what was chosen, every message with its time.
    """

    plan: Plan
    readers: tuple[str, ...]
    data: Mapping[str, Any]


class Plans:
    """What has to be done before the errand: count whom it reaches, which needs connections of its own."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[int], Awaitable[Book]],
        now: Callable[[], datetime],
        rates: Mapping[str, float],
        terms: Terms | None = None,
    ) -> None:
        self._database, self._sealer, self._book = database, sealer, book
        self._now, self._rates, self._terms = now, rates, terms

    async def __call__(self, errand: Due) -> Looked | Flawed | None:
        """What it comes to; None when it is of nobody who may send it."""
        now = self._now()
        book = await current_book(self._database, self._book)
        async with self._database.read() as tx:
            person = await persons.get(tx, self._sealer, errand.person)
            if person is None or not may_announce(person):
                return None
            data = spelled_out(errand.data, book, now)
            made = await composed(tx, book, person, data, "", now)
            if isinstance(made, Flawed):
                return made
            for number, step in enumerate(made.steps):
                if await is_lost(tx, step.media, now - errand.created_at):
                    return Flawed("media", (key("announce.media_refused"),), number)
            readers = await _readers(tx, made, book, now)
        plan = await plan_campaign(self._database, self._sealer, book, made, now, self._rates, self._terms)
        return Looked(plan, readers, data)


async def _readers(tx: Tx, made: Campaign, book: Book, now: datetime) -> tuple[str, ...]:
    """The languages of the programme that are lacking; of a private form's few nothing is told."""
    lacking = [one for one in book.programme.languages if one not in made.steps[-1].languages]
    found: list[str] = []
    for one in lacking:
        meant = Audience("all", of=(made.audience, Audience("language", (one,))))
        number = await audiences.count(tx, meant, book, now, made.within)
        if number and not is_told_few(number, made.audience, book):
            found.append(one)
    return tuple(found)


# ------------------------------------------------------------------------------------ what is composed


async def composed(  # whose it is, what was chosen, and what it is called
    tx: Tx, book: Book, person: Person, data: Mapping[str, Any], id_: str, now: datetime
) -> Campaign | Flawed:
    """The campaign that a chat has put together, or what is wrong with it."""
    audience = await _audience(tx, book, data)
    steps: list[Step] = []
    for number, one in enumerate(messages(data)):
        step = _step(one, book, person, now)
        if isinstance(step, Flawed):
            return replace(step, message=number)
        steps.append(step)
    wrong = flaws(audience, book) if audience is not None else (key("announce.no_audience"),)
    if audience is None or wrong:
        return Flawed("whom", wrong)
    return Campaign(
        id=id_,
        programme=book.programme.name,
        name=titled(next(iter(steps[0].languages.values()))),
        by=person.id,
        at=now,
        audience=audience,
        within=reach(person),
        steps=tuple(steps),
        corrects=audience.values[0] if audience.kind == "got" else "",
    )


def _step(one: Mapping[str, Any], book: Book, person: Person, now: datetime) -> Step | Flawed:
    """One message."""
    text, (form, also) = str(one.get("text", "")), opening(str(one.get("form", "")))
    if not 0 < len(text) <= LONGEST:
        return Flawed("text", (key("announce.long", most=LONGEST),))
    if gone := tuple(name for name in (form, *also) if name and name not in book.forms):
        return Flawed("form", tuple(key("campaign.no_form", form=verbatim(name)) for name in gone))
    schedule = read(one["at"])
    if late := _wrong(schedule, book, now):
        return Flawed("at", late)
    words = {**worded(text, person), **one.get("also", {})}
    if unknown := tuple(why for said in words.values() for why in wrong(said)):
        return Flawed("text", unknown)
    return Step(words, schedule, form, attachment(one.get("media")), also)


def spelled_out(data: Mapping[str, Any], book: Book, now: datetime) -> Mapping[str, Any]:
    """The whole series as messages of their own, each with its time from now on."""
    if not data.get("series"):
        return data
    zone, made = ZoneInfo(book.programme.zone), list[Mapping[str, Any]]()
    comes: datetime | None = now
    for number, starter in enumerate(STARTERS):
        comes = next_after(SCHEDULE, comes, zone, number) if comes is not None else None
        if comes is not None:
            made.append({"text": starter.text.languages["ar"], "form": "", "at": comes.isoformat()})
    return in_hand({name: one for name, one in data.items() if name != "series"}, made)


def _wrong(schedule: Schedule, book: Book, now: datetime) -> tuple[Text, ...]:
    """Why it cannot leave then."""
    if isinstance(schedule, Remind) and schedule.form not in book.forms:
        return (key("campaign.no_form", form=verbatim(schedule.form)),)
    return problems(schedule, now, ZoneInfo(book.programme.zone))


async def _audience(tx: Tx, book: Book, data: Mapping[str, Any]) -> Audience | None:
    """Whom was chosen; None of a saved audience that is no more."""
    kind, _, value = str(data.get("whom", "")).partition(":")
    match kind:
        case "built":
            return together(data.get("conditions", ()))
        case "role":
            return Audience("role", (value,))
        case "unanswered":
            form = book.forms.get(value)
            return Audience("unanswered", form=value, wave=CURRENT if form is not None and form.wave else "")
        case "saved":
            saved = await saved_audiences.get(tx, book.programme.name, value)
            return saved.audience if saved is not None else None
        case "got":
            return Audience("got", (value,))
        case _:
            return EVERYBODY if kind == "everybody" else None


def titled(text: str) -> str:
    """What it is called in lists: how it begins."""
    line = " ".join(shortened(text).split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"


def worded(text: str, person: Person) -> Mapping[str, str]:
    """The words by language. One of the shipped messages is taken with its translation."""
    starter = starter_of(text)
    if starter is not None:
        return starter.text.languages
    arabic = any(sign >= _FIRST_ARABIC for sign in text)
    return {("ckb" if person.language == "ckb" else "ar") if arabic else "en": text}


# ------------------------------------------------------------------------------------------- errands


async def plan(job: Job) -> None:
    """Tell what it comes to. Nothing is kept: it has a name from now on, by which it is sent once."""
    found = job.prepared
    match found:
        case Looked():
            job.tell(job.person, "planned", outcome="planned", **{**found.data, **await _told(job, found)})
        case Flawed():
            _tell_flawed(job, "planned", found)
        case _:
            job.tell(job.person, "planned", outcome="gone")


async def _told(job: Job, found: Looked) -> dict[str, Any]:
    plan, made = found.plan, found.plan.campaign
    lines = [*approve.within(made.within, plan.book), *plan.said()]
    if approve.needs_second(plan.book, made) and not plan.wrong:
        lines.append(await _second(job, made))
    return {
        "campaign": job.new_id(),
        "lines": [msgspec.to_builtins(one) for one in lines],
        "nobody": plan.wrong,
        "readers": list(found.readers),
        "sure": made.audience == EVERYBODY and made.within is None,
    }


async def _second(job: Job, made: Campaign) -> Text:
    """That somebody else is asked before it leaves, or that there is nobody to ask."""
    others = await approve.approvers(job, made)
    if not others:
        return announcing.alone(await job.get(job.person))
    return key("announce.second", count=len(others))


def _tell_flawed(job: Job, kind: str, found: Flawed) -> None:
    why = [msgspec.to_builtins(one) for one in found.why]
    job.tell(
        job.person,
        kind,
        **{**job.data, "outcome": "flawed", "wrong": found.wrong, "message": found.message, "why": why},
    )


async def try_words(job: Job) -> None:
    """Send them to their author alone, in a row. They are about nothing, so that no answer is counted."""
    person = await job.get(job.person)
    if not may_announce(person):
        return
    for one in messages(job.data):
        text, (form, also) = str(one.get("text", "")), opening(str(one.get("form", "")))
        if text:
            words = {**worded(text, person), **one.get("also", {})}
            step = Step(words, form=form, media=attachment(one.get("media")), also=also)
            await job.post(
                person.id,
                replace(message(step, _TRIAL, person, person.place, job.book), about=""),
            )


async def announce(job: Job) -> None:
    """Send it, or ask a second person whether it may be sent."""
    person, id_ = await job.get(job.person), str(job.data.get("campaign", ""))
    if not may_announce(person) or await campaigns.get(job.tx, job.programme, id_) is not None:
        job.tell(job.person, "announced", outcome="gone")
        return
    made = await composed(job.tx, job.book, person, job.data, id_, job.now)
    if isinstance(made, Flawed):
        _tell_flawed(job, "announced", made)
    elif not await audiences.exceeds(job.tx, made.audience, job.book, job.now, made.within):
        _tell_again(job, outcome="planned", nobody=True)
    elif approve.needs_second(job.book, made):
        await _await_second(job, person, made)
    else:
        await _keep(job, made)
        await start(job.tx, made, job.book, person.id, job.now, job.ids)
        job.tell(person.id, "announced", outcome="started", at=job.data["at"], messages=len(made.steps))


def _tell_again(job: Job, **changed: Any) -> None:
    """It was not sent: what was shown is shown again, under a name by which it may be sent."""
    job.tell(job.person, "announced", **{**job.data, "campaign": job.new_id(), **changed})


async def _keep(job: Job, made: Campaign) -> None:
    await campaigns.add(job.tx, made, job.ids)
    attached = [step.media.media for step in made.steps if step.media is not None]
    await campaign_media.adopt(job.tx, made.id, attached, job.person)


async def _await_second(job: Job, author: Person, made: Campaign) -> None:
    """Kept, and asked about; where there is nobody else to ask, nothing is kept."""
    others = await approve.approvers(job, made)
    if not others:
        _tell_again(job, outcome="alone")
        return
    await _keep(job, replace(made, state="waiting"))
    await approve.ask(job, made, author, others)
    job.tell(author.id, "announced", outcome="waiting", asked=len(others))
