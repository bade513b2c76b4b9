"""One message in its author's chat says how far a message to many has come, and is changed as it goes on.

What was said last stands in the step, so that nothing is said twice, whichever process says it. A large
audience takes longer to count, so it is counted less often: looking never takes more than a small part of
the time. When it is over, what the phones report still changes it for a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.actions.account_campaign import accounted
from bot.actions.campaign_means import Means
from bot.actions.cost_answers import cost_answers
from bot.actions.current_book import current_book
from bot.actions.launch_campaign import FIRST
from bot.core.audience import counted, is_told_few
from bot.core.campaign import ARRIVED, ON_THE_WAY, WAITING, Campaign, Run
from bot.core.channel import Capabilities
from bot.core.message import Message
from bot.core.programme import Book
from bot.core.sending.schedule import Remind, Since
from bot.core.text import Text
from bot.flows.asides.following import Standing, progress
from bot.storage import campaign_accounts, campaigns, persons, posting
from bot.storage.campaign_accounts import Count
from bot.storage.campaigns import Launch
from bot.storage.posting import NOTICE, Post

OFTEN: Final = timedelta(seconds=5)
SELDOM: Final = timedelta(seconds=60)
BUSY: Final = timedelta(minutes=5)
"""So long after its beginning it is told often, then each minute."""
AFTER: Final = timedelta(hours=24)
USEFUL: Final = timedelta(hours=1)
PACE: Final = 20_000
"""So many recipients make it wait a second longer."""
_OVER: Final = frozenset({"done", "cancelled", "failed"})
_ENDED: Final = frozenset({WAITING, *ON_THE_WAY})


@dataclass
class Reporter:
    """`channels`: what each can do. When it looks at which run again holds no truth."""

    means: Means
    channels: Mapping[str, Capabilities]
    _again: dict[Run, datetime] = field(default_factory=dict)

    async def look(self) -> int:
        """Tell what has changed; how many messages."""
        means, now = self.means, self.means.now()
        book = await current_book(means.database, means.book)
        async with means.database.read() as tx:
            found = await campaigns.followed(tx, book.programme.name, now - AFTER)
        due = [one for one in found if self._again.get(one.of, now) <= now]
        self._again = {run: at for run, at in self._again.items() if run in {one.of for one in found}}
        return sum([await self._tell(book, one, now) for one in due if _is_one_run(one)])

    async def _tell(self, book: Book, launch: Launch, now: datetime) -> bool:
        means, campaign = self.means, launch.campaign
        async with means.database.read() as tx:
            counts = await campaign_accounts.accounts(tx, campaign.id, launch.of)
            home = await persons.reachable(tx, campaign.by)
        told = _told(launch, counts, now)
        lately = now - (launch.wish or now) < BUSY
        total = sum(one.number for one in counts)
        self._again[launch.of] = now + (OFTEN if lately else SELDOM) + timedelta(seconds=total / PACE)
        edits = home is not None and self.channels.get(home[1], Capabilities()).edits
        first_or_last = launch.told is None or campaign.state in _OVER
        if home is None or told == launch.told or not (edits or first_or_last):
            return False
        if not edits and campaign.state in _OVER and (launch.told or "").startswith(campaign.state):
            return False
        message = _message(book, launch, counts, now, await self._costs(book, campaign, now))
        async with means.database.begin() as tx:
            row = Post(means.ids.new(), means.ids.seq(), campaign.by, message, NOTICE, now, now + USEFUL)
            await posting.post(tx, means.sealer, row)
            await campaigns.tell(tx, launch.of, told)
        means.kick()
        return True

    async def _costs(self, book: Book, campaign: Campaign, now: datetime) -> list[Text]:
        """What the answers have cost, once it is over; it takes long, so only when something is told."""
        if campaign.state not in _OVER:
            return []
        async with self.means.database.read() as tx:
            costs = await cost_answers(tx, self.means.sealer, self.means.terms, book, [campaign], now)
        return costs[campaign.id]


def _is_one_run(launch: Launch) -> bool:
    """Whether it goes to all at once; what follows each person's own date has no end to run towards."""
    return launch.run > 0 and not isinstance(launch.step.schedule, Since | Remind)


def _told(launch: Launch, counts: list[Count], now: datetime) -> str:
    """What it says in short, by which it is told whether anything changed."""
    parts = [f"{one.state}/{one.reason}/{one.channel}={one.number}" for one in counts]
    return " ".join([launch.campaign.state, "held" if _held(launch, now) else "", *sorted(parts)])


def _held(launch: Launch, now: datetime) -> datetime | None:
    """Until when all but the first wait."""
    return launch.opens if launch.opens is not None and launch.opens > now else None


def _message(
    book: Book, launch: Launch, counts: list[Count], now: datetime, costs: Sequence[Text]
) -> Message:
    campaign, states = launch.campaign, campaign_accounts.by_state(counts)
    total = sum(states.values())
    ended = total - sum(number for state, number in states.items() if state in _ENDED)
    few = bool(total) and is_told_few(total, campaign.audience, book)
    lines = (counted(total, campaign.audience, book),) if few else (*accounted(counts), *costs)
    standing = Standing(
        run=launch.of,
        name=campaign.name,
        state=campaign.state,
        total=0 if few else total,
        ended=ended,
        failed=states.get("failed", 0) + states.get("unreachable", 0),
        arrived=sum(states.get(state, 0) for state in ARRIVED),
        lines=lines,
        opens=_held(launch, now),
        few=FIRST,
    )
    return progress(standing)
