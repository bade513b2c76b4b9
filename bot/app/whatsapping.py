"""What the clock does for WhatsApp: templates and shapes at Twilio, and knocking where something waits."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from bot.actions.knock import Means as Knocking
from bot.actions.knock import knock
from bot.actions.make_shapes import known, make_shapes
from bot.actions.push_templates import Templates
from bot.actions.read_whatsapp import COUNTRIES, read_countries, read_prices
from bot.actions.terms import Terms
from bot.actions.ticks import Rota
from bot.app.channels import Accounts
from bot.app.store import Store
from bot.handlers.whatsapp import shapes
from bot.handlers.whatsapp.content import Contents
from bot.handlers.whatsapp.parse import plain
from bot.settings import INCLUDED, Settings

HOURLY = 3600.0
LOOK = 10.0
KNOCK = 5.0


def contents_of(store: Store) -> Contents:
    """Twilio's Content API, with our account."""
    about = store.settings.whatsapp
    return Contents(about.account_sid, about.auth_token.get_secret_value(), about.content)


def account_of(store: Store) -> str:
    """Our number, by which everything of it is kept."""
    return plain(store.settings.whatsapp.sender)


def terms_of(settings: Settings) -> Terms | None:
    """Whom WhatsApp serves, what it allows and charges, as `config/` says; None without an account."""
    about = settings.whatsapp
    if not about.account_sid:
        return None
    folder = settings.programmes.parent
    if not (folder / COUNTRIES).is_file():
        folder = INCLUDED.parent
    return Terms(plain(about.sender), about.daily_limit, read_countries(folder), read_prices(folder))


def shared(
    store: Store,
    made: Accounts,
    kick: Callable[[], None],
    daytime: Callable[[datetime], bool],
    paused: Callable[[], Collection[str]],
) -> Rota:
    """In one process at a time; nothing without an account."""
    if made.whatsapp is None:
        return {}
    knocking = Knocking(
        database=store.database,
        sealer=store.sealer,
        ids=store.identifiers,
        now=store.now,
        kick=kick,
        programme=store.programme.name,
        account=account_of(store),
        limit=store.settings.whatsapp.daily_limit,
        daytime=daytime,
        paused=paused,
    )

    async def check() -> None:
        async with contents_of(store) as provider:
            await Templates(store.database, provider, account_of(store), store.now).check()

    async def shape() -> None:
        async with contents_of(store) as maker:
            wanted = [(one.name, language, *shapes.drawn(one)) for one, language in shapes.every()]
            await make_shapes(store.database, maker, account_of(store), wanted, store.now)
        await learn(store, made)

    buttons: Rota = {"shapes": (HOURLY, shape)} if store.settings.whatsapp.buttons else {}
    return {"knock": (KNOCK, lambda: knock(knocking)), "templates": (HOURLY, check), **buttons}


def here(store: Store, made: Accounts) -> Rota:
    """In every process: what may be sent by its id, as of a few seconds ago."""
    return {} if made.whatsapp is None else {"learn": (LOOK, lambda: learn(store, made))}


async def learn(store: Store, made: Accounts) -> None:
    """Tell the channel what there is; no shapes where numbered text is wanted."""
    if made.whatsapp is None:
        return
    found = await known(store.database, account_of(store))
    unwanted = {one.name for one, _ in shapes.every()} if not store.settings.whatsapp.buttons else set()
    made.whatsapp.learn({name: sid for name, sid in found.items() if name[0] not in unwanted})
