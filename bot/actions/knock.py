"""Knocking: who has not written for 24 hours gets a template, and what waits for them once they press it.

A message that comes too late for WhatsApp's window is parked where it is; here its person is asked, with
the template that stands for it, else with the one that says only that something waits. At most once in 24
hours each, and no more people in any 24 hours than Meta allows: who comes after that is asked when there is
room again, and their message waits meanwhile. Where no template is approved it waits until they write.

The sender of the message reads that it waits, before and after: nobody has seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from bot.core.campaign import run_of
from bot.core.message import Choice, Message
from bot.core.sending.schedule import Schedule
from bot.core.sending.spread import reserved
from bot.core.templates import OPENER, SHOW, Template
from bot.core.text import Text
from bot.flows.shipped.templates import BY_NAME, WAITS, template_for
from bot.storage import campaigns, codecs, contents, openers, posting
from bot.storage.database import Database, Tx
from bot.storage.errors import Damaged
from bot.storage.ids import Ids
from bot.storage.openers import Parked
from bot.storage.posting import CAMPAIGN, NOTICE, Place, Post
from bot.storage.sealed import Sealer

CHANNEL: Final = "whatsapp"
CHUNK: Final = 100


@dataclass(frozen=True, slots=True)
class Means:
    """What knocking needs. `account`: our number. `limit`: so many people within 24 hours, 0 for any number.

    `daytime` and `paused` hold for what is neither a reply nor a notice, as in sending.
    """

    database: Database
    sealer: Sealer
    ids: Ids
    now: Callable[[], datetime]
    kick: Callable[[], None]
    programme: str
    account: str
    limit: int
    daytime: Callable[[datetime], bool] = lambda now: True
    paused: Callable[[], Collection[str]] = tuple


Asking = tuple[str, tuple[str, ...]]
"""The name of a template, and what fills it."""


async def knock(means: Means) -> int:
    """Ask whoever may be asked now; how many."""
    now = means.now()
    lowest = CAMPAIGN if means.daytime(now) else NOTICE
    async with means.database.read() as tx:
        usable = await contents.approved(tx, means.account)
        room = await _room(tx, means, now)
        if not usable or room <= 0:
            return 0
        found = await openers.waiting(tx, means.account, now, min(room, CHUNK), lowest, list(means.paused()))
        asking = [(parked, await _asking(tx, means, parked, usable)) for parked in found]
    kept, rows = room - reserved(means.limit), list[tuple[Post, Place]]()
    async with means.database.begin() as tx:
        for parked, asked in asking:
            urgent = openers.urgency(parked) <= NOTICE
            if asked is None or (not urgent and len(rows) >= kept):
                continue
            if await openers.note(tx, parked[0].address, means.account, now):
                rows.append(_row(means, parked, asked, now))
        await posting.post_all(tx, means.sealer, rows)
    if rows:
        means.kick()
    return len(rows)


async def _room(tx: Tx, means: Means, now: datetime) -> int:
    """How many may be asked now; some of them are kept for what concerns somebody alone."""
    if not means.limit:
        return CHUNK
    asked, _ = await openers.lately(tx, means.account, now)
    return means.limit - asked


async def _asking(tx: Tx, means: Means, parked: Sequence[Parked], usable: Collection[str]) -> Asking | None:
    """One template for all that waits there; None when none may be used, or nothing can be read."""
    said = {one for each in parked if (one := await _template(tx, means, each)) is not None}
    if not said:
        return None
    one = said.pop()
    if not said and one[0] in usable:
        return one
    return (WAITS, ()) if WAITS in usable else None


async def _template(tx: Tx, means: Means, parked: Parked) -> Asking | None:
    try:
        message = codecs.decode(Message, means.sealer.open(parked.message, posting.CONTEXT))
    except (Damaged, msgspec.MsgspecError):
        return None
    return template_for(message, await _schedule(tx, means, parked.about))


async def _schedule(tx: Tx, means: Means, about: str) -> Schedule | None:
    """Of the campaign that a message is of."""
    run = run_of(about)
    found = await campaigns.get(tx, means.programme, run.campaign) if run is not None else None
    return found.steps[run.step - 1].schedule if run is not None and found is not None else None


def _row(means: Means, parked: Sequence[Parked], asked: Asking, now: datetime) -> tuple[Post, Place]:
    last = parked[-1]
    post = Post(
        means.ids.new(),
        means.ids.seq(),
        last.person,
        opener(BY_NAME[asked[0]], asked[1]),
        openers.urgency(parked),
        now,
        max(one.until for one in parked),
        action="template",
    )
    return post, (last.address, CHANNEL, means.account)


def opener(template: Template, given: Sequence[str] = ()) -> Message:
    """A template as a message: its words are what Meta has approved, and what is filled in has a letter."""
    names: Mapping[str, str] = {chr(ord("a") + n): value for n, value in enumerate(given)}
    words = {language: _lettered(said, len(given)) for language, said in template.words.items()}
    show = Choice(SHOW, Text(languages=template.button))
    return Message((Text(languages=words, params=names),), (show,), about=f"{OPENER}{template.name}")


def _lettered(words: str, count: int) -> str:
    for n in range(count):
        words = words.replace(f"{{{{{n + 1}}}}}", f"{{{chr(ord('a') + n)}}}")
    return words
