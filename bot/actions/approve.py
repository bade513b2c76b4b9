"""A second person for what is sent to many: who may be asked, the asking, and one decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.actions.job import Job
from bot.actions.launch_campaign import start
from bot.actions.say_schedule import say_schedule, single
from bot.core.audience import Reach, addressees, counted, covers, reach
from bot.core.campaign import Campaign, State, Step, opens, words_to
from bot.core.offers import joined
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.fields import retyped
from bot.core.sending.schedule import Now
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import ANNOUNCERS, may_announce
from bot.flows.asides import approving
from bot.flows.shipped.starters import is_starter
from bot.storage import audiences, campaigns, persons


def may_decide(book: Book, person: Person, campaign: Campaign) -> bool:
    """Whether somebody answers for all whom it reaches, and has not written it."""
    mine = covers(book.areas, reach(person), campaign.within)
    return may_announce(person) and person.id != campaign.by and mine


def needs_second(book: Book, campaign: Campaign) -> bool:
    """Whether the programme asks for one: not for what is ready, word for word."""
    ready = (step.media is None and is_starter(Text(languages=step.languages)) for step in campaign.steps)
    return book.programme.sending.needs_second(public=True, approved=all(ready))


async def approvers(job: Job, campaign: Campaign) -> list[Person]:
    """All who may decide and can be written to, those who have their role longest first."""
    found: dict[str, Person] = {}
    for role in ANNOUNCERS:
        for id_ in await persons.holding(job.tx, job.programme, role):
            person = await job.get(id_)
            reachable = await persons.reachable(job.tx, id_) is not None
            if reachable and may_decide(job.book, person, campaign):
                found[id_] = person
    return list(found.values())


async def ask(job: Job, campaign: Campaign, author: Person, others: Sequence[Person]) -> None:
    """A notice to each, with the words, for whom they are, and both decisions."""
    facts = {
        "id": campaign.id,
        "by": author.name,
        "lines": await _in_short(job, campaign),
        "media": [step.media for step in campaign.steps if step.media is not None],
        "words": verbatim("\n\n".join(map(_typed, campaign.steps))),
        "shown": await _finished(job, campaign),
    }
    for one in others:
        await job.post(one.id, approving.notice(facts, one.id))


def _typed(step: Step) -> str:
    """Its words in all languages, as somebody could type them."""
    return "\n".join(retyped(words, language) for language, words in step.languages.items())


async def _finished(job: Job, campaign: Campaign) -> list[Text]:
    """Its words as one of those meant gets them, where somebody is named or addressed in them."""
    if not any("{" in words for step in campaign.steps for words in step.languages.values()):
        return []
    within, book = campaign.within, job.book
    readers = [
        await job.get(one)
        for one in await audiences.sample(job.tx, campaign.audience, book, job.now, within, most=1)
    ]
    return [
        key("campaign.plan_shown", text=words_to(step, one, book))
        for one in readers
        for step in campaign.steps
    ]


async def _in_short(job: Job, campaign: Campaign) -> list[Text]:
    """For whom it is, when it leaves, and what its button opens."""
    audience, book = campaign.audience, job.book
    number = await audiences.count(job.tx, audience, book, job.now, campaign.within)
    whom, many = addressees(audience, book), counted(number, audience, book)
    lines = [*within(campaign.within, book), key("campaign.plan_whom", whom=whom, number=many)]
    if [step.schedule for step in campaign.steps] == [Now()]:
        lines.append(key("approval.when", when=key("approval.at_once")))
    else:
        lines += [*single(campaign, book), *say_schedule(campaign, book, job.now)]
    return [*lines, *opens(campaign, book)]


def within(areas: Reach, book: Book) -> Iterator[Text]:
    """The areas beyond which it does not reach, as a line; without any none."""
    named = [area.label for code in areas or () if (area := book.areas.get(code)) is not None]
    if named:
        yield key("announce.within", areas=joined(named))


# ----------------------------------------------------------------------------------------- deciding


async def approve(job: Job) -> None:
    """Let it leave, or end it: for anybody who may, but its author, and once."""
    verdict, actor = str(job.data["verdict"]), await job.get(job.person)
    found = await campaigns.get(job.tx, job.programme, str(job.data["campaign"]))
    why = _refused(job.book, actor, found)
    if found is None or why:
        job.tell(actor.id, "approved", outcome=why, name=found.name if found is not None else "")
        return
    if not await _decide(job, found, verdict):
        job.tell(actor.id, "approved", outcome="lost", name=found.name)
        return
    facts = {"id": found.id, "name": found.name}
    for one in await approvers(job, found):
        if one.id != actor.id:
            await job.post(one.id, approving.settled(facts, one.id, verdict, actor.name))
    job.tell(actor.id, "approved", outcome=f"done_{verdict}", name=found.name)
    if found.by != campaigns.COMMAND:
        job.tell(found.by, "verdict", verdict=verdict, by=actor.name, name=found.name)


def _refused(book: Book, actor: Person, found: Campaign | None) -> str:
    """Why this person cannot decide; '' when they can."""
    if found is None or not may_announce(actor):
        return "gone"
    if actor.id == found.by:
        return "own"
    return "" if may_decide(book, actor, found) else "gone"


async def _decide(job: Job, found: Campaign, verdict: str) -> bool:
    """Whether it was still open. The audit names who decided."""
    if found.state != "waiting":
        return False
    if verdict == "approve":
        return await start(job.tx, found, job.book, job.person, job.now, job.ids)
    of: tuple[State, ...] = ("waiting",)
    return await campaigns.move(job.tx, found.id, "cancelled", job.person, job.now, job.ids, of=of)


def named(found: Sequence[Campaign]) -> list[dict[str, Any]]:
    """As a chat chooses among them."""
    return [{"id": one.id, "name": one.name} for one in found]
