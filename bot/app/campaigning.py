"""`tamasuk campaign …`: who would get it and when, sending it, watching, stopping and going on."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from rich.progress import BarColumn, Progress, TextColumn

from bot.actions.account_campaign import accounted
from bot.actions.approve import needs_second
from bot.actions.cost_answers import cost_answers
from bot.actions.launch_campaign import start
from bot.actions.move_campaign import move_campaign
from bot.actions.plan_campaign import Plan, plan_campaign
from bot.actions.resend_campaign import resend_campaign
from bot.actions.say_schedule import single
from bot.app.approving import ask_second
from bot.app.composing import BY, Made, compose
from bot.app.finding import find_campaign
from bot.app.saying import fail, out, say, words, yes
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.app.wanted import Wanted
from bot.app.whatsapping import terms_of
from bot.core.campaign import STATES, Campaign, State, failed
from bot.core.text import Text, key, ltr, moment
from bot.handlers.webchat.send import CAPABILITIES
from bot.storage import campaign_accounts, campaign_media, campaigns
from bot.storage.campaign_accounts import Count

LANGUAGES = ("ar", "en")
LOOK = 2.0
LATER = timedelta(minutes=5)
OVER = frozenset({"done", "cancelled", "failed"})


def send(wanted: Wanted, *, at_once: bool) -> None:
    """Say what it comes to, ask, and start it. `at_once`: without asking."""
    made, plan = run(_planned(wanted))
    both([*single(made.campaign, plan.book), *plan.said()])
    if plan.wrong:
        fail("Nobody would get it. · لن تصل إلى أحد.")
    if not at_once and not yes("Send it? · هل نرسلها؟"):
        say("Nothing was sent. · لم يُرسل شيء.")
        return
    asked = run(_start(made))
    say(f"\n{made.campaign.id}")
    if asked is not None:
        command = ltr(f"tamasuk campaign approve {made.campaign.id} --by NAME")
        both([key("approval.from_terminal", count=asked, command=command)])
        return
    begins = plan.takes.first if plan.takes is not None else None
    if begins is not None and begins > made.campaign.at + LATER:
        both([key("campaign.scheduled", moment=moment(begins))])
    else:
        both([key("campaign.started")])


async def _planned(wanted: Wanted) -> tuple[Made, Plan]:
    async with open_store(settings()) as store:
        made = await compose(store, wanted)
        plan = await plan_campaign(
            store.database,
            store.sealer,
            store.book,
            made.campaign,
            store.now(),
            rates(store),
            terms_of(store.settings),
        )
        return made, plan


def rates(store: Store) -> dict[str, float]:
    """How many messages each channel sends in a second."""
    own = store.settings
    return {"telegram": own.telegram.rate, "whatsapp": own.whatsapp.rate, "webchat": CAPABILITIES.rate}


async def _start(made: Made) -> int | None:
    """It leaves at its time; or it waits for a second person, and so many were asked in their chats."""
    campaign = made.campaign
    async with open_store(settings()) as store:
        ids, now = store.identifiers, store.now()
        waits = needs_second(store.book, campaign)
        async with store.database.begin() as tx:
            await campaigns.add(tx, replace(campaign, state="waiting" if waits else "draft"), ids)
            for one, object_ in made.kept:
                await campaign_media.add(tx, one.media, campaign.id, one.kind, object_, now)
            if not waits:
                await start(tx, campaign, store.book, BY, now, ids)
                return None
            return await ask_second(store, tx, campaign)


def both(texts: Iterable[Text]) -> None:
    """Arabic on its lines, then English on its own."""
    kept = list(texts)
    for language in LANGUAGES:
        say("\n".join(words(text, language) for text in kept))


# --------------------------------------------------------------------------------------- watching


def show() -> None:
    """The newest campaigns, each with its accounts."""
    run(_show())


async def _show() -> None:
    async with open_store(settings()) as store:
        async with store.database.read() as tx:
            found = await campaigns.newest(tx, store.programme.name)
            counts = {one.id: await campaign_accounts.accounts(tx, one.id) for one in found}
            terms = terms_of(store.settings)
            costs = await cost_answers(tx, store.sealer, terms, store.book, found, store.now())
        if not found:
            both([key("campaign.none")])
        for one in found:
            say(f"{one.name}\n  {one.id} · {one.at.astimezone(store.zone):%Y-%m-%d %H:%M}")
            why = failed(one).parts if one.state == "failed" else ()
            both([key(f"campaign.is_{one.state}"), *why, *accounted(counts[one.id]), *costs[one.id]])


def watch(campaign: str) -> None:
    """How far it is, until it is over or Ctrl+C."""
    columns = (BarColumn(), TextColumn("{task.completed}/{task.total}"), TextColumn("{task.description}"))
    with Progress(*columns, console=out) as bar:
        task = bar.add_task("")
        while True:
            found, counts = run(_accounts(campaign))
            states = campaign_accounts.by_state(counts)
            ended = sum(number for state, number in states.items() if state in _ENDED)
            told = " · ".join(f"{state} {states[state]}" for state in STATES if states.get(state))
            bar.update(task, total=sum(states.values()), completed=ended, description=told)
            if found.state in OVER:
                break
            time.sleep(LOOK)
    both(accounted(counts))


_ENDED = frozenset(STATES) - {"waiting", "queued", "sending", "held"}


async def _accounts(campaign: str) -> tuple[Campaign, list[Count]]:
    async with open_store(settings()) as store, store.database.read() as tx:
        found = await find_campaign(store, tx, campaign)
        return found, await campaign_accounts.accounts(tx, found.id)


# --------------------------------------------------------------------------------------- stopping


def move(campaign: str, to: State) -> None:
    """Pause it, let it go on, or cancel it."""
    if not run(_move(campaign, to)):
        fail(words(key("campaign.not_now"), "en") + "\n" + words(key("campaign.not_now"), "ar"))
    both([key(f"campaign.is_{to}")])


def resend(campaign: str) -> None:
    """Once more to those whom it did not reach."""
    both([key("progress.resent", count=run(_resend(campaign)))])


async def _resend(campaign: str) -> int:
    async with open_store(settings()) as store:
        async with store.database.read() as tx:
            found = await find_campaign(store, tx, campaign)
        return await resend_campaign(store.database, store.book, found, BY, store.now(), store.identifiers)


async def _move(campaign: str, to: State) -> bool:
    async with open_store(settings()) as store:
        async with store.database.read() as tx:
            found = await find_campaign(store, tx, campaign)
        return await move_campaign(store.database, found.id, to, BY, store.now(), store.identifiers)
