"""Posting a campaign: those whose turn it is get their row of the outbox, a few seconds ahead of the pace.

So a million recipients wait in a table of their own, where a pause, a quiet hour or a correction reaches
them, and replies find an outbox that is never full. Here each is asked once more: whether they still want it,
where they are reached now, whether this hour and their week allow it (`core.sending.calendar`). What is not
allowed now is moved, what comes too late is skipped, and both say why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import structlog

from bot.actions.campaign_means import Means
from bot.actions.current_book import current_book
from bot.actions.launch_campaign import SCHEDULE
from bot.actions.ration import Ration
from bot.core.campaign import POSTED, SKIPPED, UNREACHABLE, WAITING, message
from bot.core.person import Person
from bot.core.programme import Book
from bot.core.sending.calendar import Due, Leaves, Outcome, Paused, Whose, leaves
from bot.core.sending.rules import Halt
from bot.core.sending.schedule import ignored
from bot.storage import campaign_accounts, campaigns, codecs, pauses, persons, posting, recipients
from bot.storage.campaigns import Launch
from bot.storage.database import Tx
from bot.storage.errors import Damaged, StorageError
from bot.storage.posting import CAMPAIGN, Place, Post
from bot.storage.recipients import Change, Recipient
from bot.storage.sealed import Sealer

log = structlog.get_logger(__name__)

AHEAD: Final = 10.0
"""Seconds of the pace that wait in the outbox."""
CHUNK: Final = 50
"""Rows of a transaction that posts: about eight milliseconds, for that long a reply may have to wait."""
AGAIN: Final = timedelta(minutes=10)
"""After how long it is asked again whether a pause was lifted."""
AFTER_FIRST: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Rules:
    """When messages may leave now. `halts`: the pauses that were pressed."""

    book: Book
    halts: tuple[Halt, ...]

    def outcome(self, launch: Launch, one: Recipient, sent: Sequence[datetime], now: datetime) -> Outcome:
        """Of this recipient; `sent`: when messages of campaigns left for them lately.

        What corrects an error comes beside what the week allows.
        """
        zone, rules = ZoneInfo(self.book.programme.zone), self.book.programme.sending
        theirs = ZoneInfo(self.book.zone(one.area))
        whose = Whose(theirs, frozenset(self.book.areas.upwards(one.area)), tuple(sent))
        free = ignored(launch.step.schedule, zone, rules)
        due = Due(now, one.until, free | {"cap"} if launch.campaign.corrects else free)
        return leaves(due, whose, rules, self.halts)


async def post_due(means: Means) -> int:
    """Post what may leave within the next seconds, of every campaign that runs; how many."""
    book = await current_book(means.database, means.book)
    async with means.database.read() as tx:
        going = await campaigns.running(tx, book.programme.name)
        rules = Rules(book, await pauses.pressed(tx, book.programme.name, means.now()))
        waiting = {name: await recipients.queued(tx, name) for name in means.rates} if going else {}
        ration = await Ration.now(tx, means) if going else Ration(means)
    room = {name: ceil(rate * AHEAD) - waiting.get(name, 0) for name, rate in means.rates.items()}
    posted = 0
    for launch in going:
        try:
            posted += await _post(means, launch, rules, room, ration)
        except StorageError:
            raise
        except Exception:  # of this one: the others leave all the same
            log.exception("campaign.post", campaign=launch.campaign.id)
    await _end(means, going)
    return posted


async def _post(means: Means, launch: Launch, rules: Rules, room: dict[str, int], ration: Ration) -> int:
    """Of one step, channel by channel; `room` is what each still takes. Who is reached by none is told so."""
    now, count, left = means.now(), 0, launch.left
    if not launch.run or (launch.opens is not None and now < launch.opens):
        return 0
    for name in (*room, ""):
        while left != 0 and (places := room.get(name, CHUNK)) > 0:
            most = min(places, CHUNK, *([left] if left is not None else []))
            async with means.database.begin(campaigns.ALONE) as tx:
                taken, made = await _chunk(tx, means, launch, rules, ration, name, most)
                if left is not None and made:
                    left -= made
                    opens = now + AFTER_FIRST if left == 0 else launch.opens
                    await campaigns.braked(tx, launch.of, opens, left or None)
            count += made
            if name:
                room[name] = places - made
            if made:
                means.kick()
            if taken < most:
                break
    return count


async def _chunk(  # all that a chunk is looked at with
    tx: Tx, means: Means, launch: Launch, rules: Rules, ration: Ration, channel: str, most: int
) -> tuple[int, int]:
    """How many were looked at, and how many of them posted."""
    if not await campaigns.runs(tx, launch.campaign.id):
        return 0, 0
    now = means.now()
    due = await recipients.waiting(tx, launch.campaign.id, launch.number, channel, now, most)
    if not due:
        return 0, 0
    people = {one.person for one in due}
    homes = await recipients.homes(tx, people)
    sent = await recipients.posted_lately(tx, people, now)
    numbers = await ration.numbers(tx, homes.values())
    form_is_gone = launch.step.form and launch.step.form not in rules.book.forms
    rows: list[tuple[Post, Place]] = []
    changes: list[Change] = []
    for one in due:
        home, person = homes.get(one.person), _person(means.sealer, one)
        change = _stopped(one, person, home)
        if change is None and form_is_gone and now < one.until:
            change = Change(one.run, one.person, SKIPPED, "form")
        if change is None:
            change = _changed(one, rules.outcome(launch, one, sent.get(one.person, ()), now), now)
        if change is None and home is not None and home[0] in numbers:
            change = ration.judged(launch, rules.book, one, numbers[home[0]])
        if change is None and home is not None and person is not None:
            row = _posted(means, launch, one, person, rules.book, now)
            rows.append((row, home))
            change = Change(one.run, one.person, POSTED, outgoing=row.id, posted=now)
            sent.setdefault(one.person, []).append(now)
        if change is not None:
            changes.append(change)
    await posting.post_all(tx, means.sealer, rows)
    await recipients.change(tx, changes)
    return len(due), len(rows)


def _person(sealer: Sealer, one: Recipient) -> Person | None:
    """None when what is stored of them cannot be read: then nothing is said to them."""
    try:
        return codecs.decode_part(Person, sealer.open(one.data, persons.CONTEXT))
    except (Damaged, msgspec.MsgspecError, KeyError, ValueError):
        return None


def _stopped(one: Recipient, person: Person | None, home: Place | None) -> Change | None:
    """Why somebody never gets it."""
    if not one.wanted:
        return Change(one.run, one.person, SKIPPED, "stopped")
    if person is None:
        return Change(one.run, one.person, SKIPPED, "unreadable")
    if home is None:
        return Change(one.run, one.person, UNREACHABLE, "address")
    return None


def _changed(one: Recipient, outcome: Outcome, now: datetime) -> Change | None:
    """What becomes of who gets it not now; None when nothing stands in the way."""
    match outcome:
        case Leaves(at, moved):
            later = Change(one.run, one.person, WAITING, " ".join(moved), due=at)
            return later if at > now else None
        case Paused(moved=moved):
            return Change(one.run, one.person, WAITING, " ".join(moved), due=now + AGAIN)
        case _:
            return Change(one.run, one.person, SKIPPED, outcome.why)


def _posted(means: Means, launch: Launch, one: Recipient, person: Person, book: Book, now: datetime) -> Post:
    """The row of the outbox."""
    said = message(launch.step, one.run, person, one.area, book)
    return Post(means.ids.new(), means.ids.seq(), one.person, said, CAMPAIGN, now, one.until)


async def _end(means: Means, going: Sequence[Launch]) -> None:
    """A campaign of which nothing is to come any more is done."""
    to_come = {one.campaign.id for one in going if one.due is not None or one.after is not None}
    for campaign in {one.campaign.id for one in going} - to_come:
        async with means.database.read() as tx:
            over = await campaign_accounts.is_over(tx, campaign)
        if over:
            async with means.database.begin() as tx:
                await campaigns.move(tx, campaign, "done", SCHEDULE, means.now(), means.ids)
