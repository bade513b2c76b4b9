"""A second person for what is sent from a terminal: asked in their chat, or named by whoever types.

Who is named must be one who may decide; the audit has their name, as if they had pressed it.
"""

from __future__ import annotations

from typing import Literal

from bot.actions import approve
from bot.actions.job import Job
from bot.actions.revoke import Holder, find_holders
from bot.app.finding import find_campaign
from bot.app.saying import both, fail, say
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.core.campaign import Campaign
from bot.core.person import Person
from bot.core.text import key, verbatim
from bot.storage import campaigns, errands
from bot.storage.database import DECISIONS, Tx
from bot.storage.errands import Due

TERMINAL = "tamasuk campaign send"


async def ask_second(store: Store, tx: Tx, campaign: Campaign) -> int:
    """A notice to everybody who may decide and has a chat; how many. Without any it waits all the same."""
    job = _job(store, tx, campaigns.COMMAND, {})
    others = await approve.approvers(job, campaign)
    await approve.ask(job, campaign, Person(id=campaigns.COMMAND, name=TERMINAL), others)
    return len(others)


def decide(campaign: str, verdict: Literal["approve", "refuse"], by: str) -> None:
    """Somebody has agreed, or not, who cannot say so in a chat."""
    outcome, name = run(_decide(campaign, verdict, by))
    said = both(key(f"approval.{outcome}", title=verbatim(name)))
    if outcome.startswith("done"):
        say(said)
    else:
        fail(said)


async def _decide(campaign: str, verdict: str, by: str) -> tuple[str, str]:
    async with open_store(settings()) as store:
        async with store.database.read() as tx:
            await find_campaign(store, tx, campaign)
        holder = await _holder(store, by)
        async with store.database.begin(DECISIONS) as tx:
            job = _job(store, tx, holder.id, {"campaign": campaign, "verdict": verdict})
            await approve.approve(job)
            told = job.tells[0].data
            others = [one for one in job.tells if one.person != holder.id]
            errand = Due(holder.id, f"approved:{job.new_id()}", "approved", {}, 0, store.now())
            await errands.keep_tells(tx, store.sealer, errand, others, store.now())
        return str(told["outcome"]), str(told["name"])


async def _holder(store: Store, by: str) -> Holder:
    found = await find_holders(store.database, store.sealer, store.programme.name, by)
    if not found:
        fail(both(key("command.revoke_unknown")))
    if len(found) > 1:
        fail(both(key("command.revoke_several")))
    return found[0]


def _job(store: Store, tx: Tx, person: str, data: dict[str, str]) -> Job:
    """An errand that is carried out at once."""
    return Job(tx, store.sealer, store.book, store.now(), store.identifiers, person, "", data, store.now())
