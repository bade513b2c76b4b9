"""`tamasuk campaign …`: who would get it and when, sending it, watching, stopping and going on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from rich.progress import BarColumn, Progress, TextColumn

from bot.actions.account_campaign import accounted
from bot.actions.find_form import find_form
from bot.actions.launch_campaign import start
from bot.actions.move_campaign import move_campaign
from bot.actions.plan_campaign import Plan, plan_campaign
from bot.actions.resend_campaign import resend_campaign
from bot.app.saying import fail, out, say, words, yes
from bot.app.store import Store, open_store
from bot.app.terminal import run, settings
from bot.core.audience import EVERYBODY, Audience, Kind, flaws
from bot.core.campaign import STATES, Campaign, State, Step
from bot.core.sending.schedule import At, Now, Schedule, problems
from bot.core.text import Text, key, moment, verbatim
from bot.handlers.webchat.send import CAPABILITIES
from bot.storage import campaign_accounts, campaigns, saved_audiences
from bot.storage.campaign_accounts import Count

LANGUAGES = ("ar", "en")
BY = campaigns.COMMAND
LOOK = 2.0
LATER = timedelta(minutes=5)
OVER = frozenset({"done", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line. `whom`: by condition, its values; `audience`: a saved one."""

    name: str
    text: str
    text_en: str = ""
    form: str = ""
    at: str = ""
    audience: str = ""
    whom: Mapping[str, Sequence[str]] = field(default_factory=dict)


def send(wanted: Wanted, *, at_once: bool) -> None:
    """Say what it comes to, ask, and start it. `at_once`: without asking."""
    made, plan = run(_planned(wanted))
    both(plan.said())
    if plan.wrong:
        fail("Nobody would get it. · لن تصل إلى أحد.")
    if not at_once and not yes("Send it? · هل نرسلها؟"):
        say("Nothing was sent. · لم يُرسل شيء.")
        return
    run(_start(made))
    say(f"\n{made.id}")
    begins = plan.takes.first if plan.takes is not None else None
    if begins is not None and begins > made.at + LATER:
        both([key("campaign.scheduled", moment=moment(begins))])
    else:
        both([key("campaign.started")])


async def _planned(wanted: Wanted) -> tuple[Campaign, Plan]:
    async with open_store(settings()) as store:
        made = await _made(store, wanted)
        return made, await plan_campaign(
            store.database, store.sealer, store.book, made, store.now(), rates(store)
        )


def rates(store: Store) -> dict[str, float]:
    """How many messages each channel sends in a second."""
    own = store.settings
    return {"telegram": own.telegram.rate, "whatsapp": own.whatsapp.rate, "webchat": CAPABILITIES.rate}


async def _made(store: Store, wanted: Wanted) -> Campaign:
    """The campaign that was asked for; what is wrong with it ends the command."""
    audience = await _audience(store, wanted)
    wrong = [*flaws(audience, store.book)]
    schedule = _schedule(store, wanted.at)
    wrong += problems(schedule, store.now(), store.zone)
    form = find_form(store.book, wanted.form) if wanted.form else ""
    if form and form not in store.book.forms:
        wrong.append(key("campaign.no_form", form=verbatim(wanted.form)))
    if wrong:
        fail("\n".join(words(text, language) for language in ("en", "ar") for text in wrong))
    languages = {"ar": wanted.text} | ({"en": wanted.text_en} if wanted.text_en else {})
    return Campaign(
        id=store.identifiers.new(),
        programme=store.programme.name,
        name=wanted.name,
        by=BY,
        at=store.now(),
        audience=audience,
        steps=(Step(languages, schedule, form),),
    )


async def _audience(store: Store, wanted: Wanted) -> Audience:
    parts = [Audience(cast("Kind", kind), tuple(values)) for kind, values in wanted.whom.items() if values]
    if wanted.audience:
        async with store.database.read() as tx:
            saved = await saved_audiences.named(tx, store.programme.name, wanted.audience)
        if saved is None:
            fail(words(key("campaign.no_audience", name=verbatim(wanted.audience)), "en"))
        parts.append(saved.audience)
    return Audience("all", of=tuple(parts)) if parts else EVERYBODY


def _schedule(store: Store, at: str) -> Schedule:
    if not at:
        return Now()
    try:
        said = datetime.fromisoformat(at)
    except ValueError:
        fail("--at: 2026-12-01T10:00")
    return At(said if said.tzinfo else said.replace(tzinfo=store.zone))


async def _start(made: Campaign) -> None:
    async with open_store(settings()) as store:
        ids, now = store.identifiers, store.now()
        async with store.database.begin() as tx:
            await campaigns.add(tx, made, ids)
            await start(tx, made, store.book, BY, now, ids)


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
        if not found:
            both([key("campaign.none")])
        for one in found:
            say(f"{one.name}\n  {one.id} · {one.at.astimezone(store.zone):%Y-%m-%d %H:%M}")
            both([key(f"campaign.is_{one.state}"), *accounted(counts[one.id])])


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
        found = await campaigns.get(tx, store.programme.name, campaign) if _is_id(campaign) else None
        if found is None:
            fail(f"{campaign}: no such campaign · لا رسائل بهذا الرقم. tamasuk campaign list")
        return found, await campaign_accounts.accounts(tx, campaign)


def _is_id(words_: str) -> bool:
    return len(words_) == 32 and all(sign in "0123456789abcdef" for sign in words_)


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
            found = await campaigns.get(tx, store.programme.name, campaign) if _is_id(campaign) else None
        if found is None:
            return 0
        return await resend_campaign(store.database, store.book, found, BY, store.now(), store.identifiers)


async def _move(campaign: str, to: State) -> bool:
    async with open_store(settings()) as store:
        if not _is_id(campaign):
            return False
        return await move_campaign(store.database, campaign, to, BY, store.now(), store.identifiers)
