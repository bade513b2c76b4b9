"""`tamasuk recovery-kit`: one page for the organisation's safe, with the key, the way back, whom to ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel, SecretStr

from bot import VERSION
from bot.app.backup_words import in_words
from bot.app.saying import say, words
from bot.app.store import Store, known_secret, open_store
from bot.app.terminal import run, settings
from bot.core import key_sheet
from bot.core.bucket import SCHEME, shown
from bot.core.text import Text
from bot.settings import PREFIX, Settings
from bot.storage import facts
from bot.storage.backups.contents import fingerprints
from bot.storage.sealed import Sealer

PAGE = "recovery.html"


def recovery_kit(to: Path) -> None:
    """Write the page for nobody else to read, and say what to do with it."""
    with in_words():
        run(_write(to))
    to = to.absolute()  # whoever typed the command may stand in another folder
    say(f"{to}\nOpen it in a browser, print it, put it in the organisation's safe, then delete the file:")
    say("افتح الملف في متصفح واطبعه، وضع الورقة في خزنة المنظمة، ثم احذف الملف:")
    say(f"  rm {to}")


async def _write(to: Path) -> None:
    async with open_store(settings()) as store:
        page = page_of(store, store.now())
        _keep(page, to)
        async with store.database.begin() as tx:
            await facts.happened(tx, facts.KIT, store.now())


def _keep(page: str, to: Path) -> None:
    to.unlink(missing_ok=True)
    handle = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(page)


def page_of(store: Store, now: datetime) -> str:
    """The page, as HTML that prints on A4."""
    given, programme = store.settings, store.programme
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return made.get_template(PAGE).render(
        title=_both(programme.title),
        organisation=_both(programme.organisation),
        printed=f"{now.astimezone(store.zone):%Y-%m-%d}",
        version=VERSION,
        keys=list(_keys(given)),
        settings=list(plain(given, PREFIX)),
        place=bare(given.backup_url),
    )


def _both(text: Text) -> dict[str, str]:
    return {language: words(text, language) for language in ("ar", "en")}


def _keys(given: Settings) -> Iterator[dict[str, object]]:
    """The one that seals, and the former one while there are values of it."""
    yield _key("المفتاح", "TAMASUK_SECRET_KEY", known_secret(given))
    if old := given.secret_key_old.get_secret_value():
        yield _key("المفتاح السابق", "TAMASUK_SECRET_KEY_OLD", old)


def _key(ar: str, en: str, text: str) -> dict[str, object]:
    import segno

    code = segno.make(f"{en}={text}", error="m", micro=False)
    return {
        "ar": ar,
        "en": en,
        "text": text,
        "groups": key_sheet.written(text),
        "fingerprint": fingerprints(Sealer(text))[0],
        "qr": Markup(code.svg_inline(scale=3, border=2, omitsize=True)),  # noqa: S704 - made by us
    }


def plain(given: BaseModel, prefix: str) -> Iterator[tuple[str, str]]:
    """What is set and no secret, by its name."""
    for name in type(given).model_fields:
        value = getattr(given, name)
        if isinstance(value, BaseModel):
            yield from plain(value, f"{prefix}{name.upper()}__")
        elif name in given.model_fields_set and not isinstance(value, SecretStr) and str(value or ""):
            yield f"{prefix}{name.upper()}", bare(str(value))


def bare(url: str) -> str:
    """An address without user, key or password."""
    if url.startswith(SCHEME):
        return shown(url)
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url
