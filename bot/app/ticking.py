"""What the clock does, connected: which rows are looked for, how often, and when messages may leave."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions.attribute_replies import attribute_replies
from bot.actions.campaign_means import Means as CampaignMeans
from bot.actions.dispatch import Dispatcher, Means, Told
from bot.actions.errands import Errands
from bot.actions.launch_campaign import launch_due
from bot.actions.mix_private import mix_private
from bot.actions.pausing import Paused
from bot.actions.post_campaign import post_due
from bot.actions.purge import purge_rows
from bot.actions.receive import Intake
from bot.actions.reconcile import reconcile
from bot.actions.report_campaign import Reporter
from bot.actions.set_back import set_back
from bot.actions.shift import Shift
from bot.actions.ticks import Ticks
from bot.actions.wake import wake
from bot.app import whatsapping
from bot.app.channels import Accounts
from bot.app.kept import Kept
from bot.app.store import Store
from bot.app.upkeep import Upkeep
from bot.core.channel import Capabilities
from bot.core.sending.hours import next_open

RECONCILE = 300.0
INSTANT = timedelta(microseconds=1)


def means(store: Store, holder: str, told: Told, paused: Paused) -> Means:
    """What sending needs. `holder` names this process."""
    return Means(
        database=store.database,
        sealer=store.sealer,
        place=store.place,
        now=store.now,
        clock=time.monotonic,
        holder=holder,
        alone=not store.database.shared,
        daytime=lambda moment: is_daytime(store, moment),
        told=told,
        paused=paused,
    )


def is_daytime(store: Store, moment: datetime) -> bool:
    """The hours of campaigns hold for reminders too, in Ramadan as well."""
    windows = store.programme.sending.windows
    return next_open(moment, ZoneInfo(store.programme.zone), windows, moment + INSTANT) is not None


def ticks(
    store: Store,
    intake: Intake,
    dispatcher: Dispatcher,
    errands: Errands,
    kept: Kept,
    made: Accounts,
    upkeep: Upkeep,
    ticking: Shift,
    kick: Callable[[], None],
    paused: Paused,
) -> Ticks:
    """What looks for due rows, and how often; in one process at a time."""
    zone, campaigns = store.programme.zone, campaign_means(store, made, kick)
    reporter = Reporter(campaigns, capabilities(made))

    async def dispatch() -> None:
        dispatcher.kick()

    async def mix() -> None:
        await mix_private(store.database, store.sealer, store.identifiers, store.now, zone)

    async def missed() -> None:
        if made.whatsapp is not None:
            await reconcile(store.database, store.sealer, made.whatsapp, intake.receive, store.now)

    return Ticks(
        {
            "errands": (1.0, errands.run_due),
            "wake": (1.0, lambda: wake(store.database, intake, store.now)),
            "expire": (60.0, dispatcher.expire),
            "launch": (1.0, lambda: launch_due(campaigns)),
            "post": (1.0, lambda: post_due(campaigns)),
            "report": (1.0, reporter.look),
            "replies": (60.0, lambda: attribute_replies(campaigns)),
            "mix": (60.0, mix),
            "reconcile": (RECONCILE, missed),
            "set back": (1.0, lambda: set_back(store.database, store.now)),
            "purge": (3600.0, lambda: purge_rows(store.database, store.now())),
            **whatsapping.shared(store, made, kick, lambda moment: is_daytime(store, moment), paused),
            **kept.ticks(),
            **upkeep.ticks(),
        },
        lambda: ticking.held,
        {
            "dispatch": (1.0, dispatch),
            "paused": (1.0, paused.look),
            **whatsapping.here(store, made),
            **upkeep.here(),
        },
    )


def campaign_means(store: Store, made: Accounts, kick: Callable[[], None]) -> CampaignMeans:
    """What campaigns need: among it how fast each channel sends."""
    return CampaignMeans(
        database=store.database,
        sealer=store.sealer,
        book=store.book_of,
        now=store.now,
        ids=store.identifiers,
        rates=rates(made),
        kick=kick,
        terms=whatsapping.terms_of(store.settings),
    )


def capabilities(made: Accounts) -> dict[str, Capabilities]:
    """What each channel can do."""
    return {name: one.capabilities for name, one in made.channels.items()}


def rates(made: Accounts) -> dict[str, float]:
    """How many messages each channel sends in a second."""
    return {name: one.capabilities.rate for name, one in made.channels.items()}
