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
from bot.actions.current_book import current_book
from bot.actions.job import Job
from bot.actions.launch_campaign import start
from bot.actions.plan_campaign import Plan, plan_campaign
from bot.core.audience import CURRENT, EVERYBODY, Audience, flaws, reach
from bot.core.campaign import Campaign, Run, Step, message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.schedule import At, Now, problems
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import LONGEST, NOW, may_announce
from bot.flows.shipped.starters import is_starter, starter_of
from bot.storage import audiences, campaigns, persons, saved_audiences
from bot.storage.database import Database, Tx
from bot.storage.errands import Due
from bot.storage.sealed import Sealer

_TITLE: Final = 40
_TRIAL: Final = Run("0" * 32, 1, 1)
_FIRST_ARABIC: Final = "\u0600"


@dataclass(frozen=True, slots=True)
class Flawed:
    """It cannot be sent so: what of it is to be asked again (`bot.flows.announcement.SPEC`), and why."""

    wrong: str
    why: tuple[Text, ...]


class Plans:
    """What has to be done before the errand: count whom it reaches, which needs connections of its own."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        book: Callable[[int], Awaitable[Book]],
        now: Callable[[], datetime],
        rates: Mapping[str, float],
    ) -> None:
        self._database, self._sealer, self._book = database, sealer, book
        self._now, self._rates = now, rates

    async def __call__(self, errand: Due) -> Plan | Flawed | None:
        """What it comes to; None when it is of nobody who may send it."""
        now = self._now()
        book = await current_book(self._database, self._book)
        async with self._database.read() as tx:
            person = await persons.get(tx, self._sealer, errand.person)
            if person is None or not may_announce(person):
                return None
            made = await composed(tx, book, person, errand.data, "", now)
        if isinstance(made, Flawed):
            return made
        return await plan_campaign(self._database, self._sealer, book, made, now, self._rates)


# ------------------------------------------------------------------------------------ what is composed


async def composed(  # whose it is, what was chosen, and what it is called
    tx: Tx, book: Book, person: Person, data: Mapping[str, Any], id_: str, now: datetime
) -> Campaign | Flawed:
    """The campaign that a chat has put together, or what is wrong with it."""
    text, form, at = (str(data.get(name, "")) for name in ("text", "form", "at"))
    if not 0 < len(text) <= LONGEST:
        return Flawed("text", (key("announce.long", most=LONGEST),))
    audience = await _audience(tx, book, str(data.get("whom", "")))
    wrong = flaws(audience, book) if audience is not None else (key("announce.no_audience"),)
    if audience is None or wrong:
        return Flawed("whom", wrong)
    if form and form not in book.forms:
        return Flawed("form", (key("campaign.no_form", form=verbatim(form)),))
    schedule = Now() if at == NOW else At(datetime.fromisoformat(at))
    if late := problems(schedule, now, ZoneInfo(book.programme.zone)):
        return Flawed("at", late)
    return Campaign(
        id=id_,
        programme=book.programme.name,
        name=titled(text),
        by=person.id,
        at=now,
        audience=audience,
        within=reach(person),
        steps=(Step(worded(text, person), schedule, form),),
        corrects=audience.values[0] if audience.kind == "got" else "",
    )


async def _audience(tx: Tx, book: Book, whom: str) -> Audience | None:
    """Whom was chosen; None of a saved audience that is no more."""
    kind, _, value = whom.partition(":")
    match kind:
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
    line = " ".join(text.replace("{name}", "…").split())
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
        case Plan():
            job.tell(job.person, "planned", outcome="planned", **{**job.data, **_told(job, found)})
        case Flawed():
            _tell_flawed(job, "planned", found)
        case _:
            job.tell(job.person, "planned", outcome="gone")


def _told(job: Job, found: Plan) -> dict[str, Any]:
    made = found.campaign
    lines = [*approve.within(made.within, found.book), *found.said()]
    return {
        "campaign": job.new_id(),
        "lines": [msgspec.to_builtins(one) for one in lines],
        "nobody": found.wrong,
        "sure": made.audience == EVERYBODY and made.within is None,
    }


def _tell_flawed(job: Job, kind: str, found: Flawed) -> None:
    why = [msgspec.to_builtins(one) for one in found.why]
    job.tell(job.person, kind, **{**job.data, "outcome": "flawed", "wrong": found.wrong, "why": why})


async def try_words(job: Job) -> None:
    """Send it to its author alone. It is about nothing, so that no answer is counted."""
    person = await job.get(job.person)
    text, form = str(job.data.get("text", "")), str(job.data.get("form", ""))
    if may_announce(person) and text:
        said = message(Step(worded(text, person), form=form), _TRIAL, person.name)
        await job.post(person.id, replace(said, about=""))


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
    elif _needs_second(job.book, made):
        await _await_second(job, person, made)
    else:
        await campaigns.add(job.tx, made, job.ids)
        await start(job.tx, made, job.book, person.id, job.now, job.ids)
        job.tell(person.id, "announced", outcome="started", at=job.data["at"])


def _tell_again(job: Job, **changed: Any) -> None:
    """It was not sent: what was shown is shown again, under a name by which it may be sent."""
    job.tell(job.person, "announced", **{**job.data, "campaign": job.new_id(), **changed})


def _needs_second(book: Book, made: Campaign) -> bool:
    approved = all(is_starter(Text(languages=step.languages)) for step in made.steps)
    return book.programme.sending.needs_second(public=True, approved=approved)


async def _await_second(job: Job, author: Person, made: Campaign) -> None:
    """Kept, and asked about; where there is nobody else to ask, nothing is kept."""
    others = await approve.approvers(job, made)
    if not others:
        _tell_again(job, outcome="alone")
        return
    await campaigns.add(job.tx, replace(made, state="waiting"), job.ids)
    await approve.ask(job, made, author, others)
    job.tell(author.id, "announced", outcome="waiting", asked=len(others))
