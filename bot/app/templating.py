"""`tamasuk whatsapp templates …`: our templates at Twilio, and what Meta says of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.actions.push_templates import Templates
from bot.app.campaigning import both
from bot.app.saying import fail, words
from bot.app.store import open_store
from bot.app.terminal import run, settings
from bot.app.whatsapping import account_of, contents_of
from bot.core.channel import SendFailure
from bot.core.templates import APPROVED, GONE, WAITING, Pushed
from bot.core.text import Text, key, ltr, verbatim
from bot.flows.shipped.templates import TEMPLATES

_STATES = frozenset({APPROVED, "rejected", "paused", "disabled", GONE})


def push() -> None:
    """Make and submit what is not there yet, then say how each stands."""
    _tell(run(_asked(push=True)))


def status() -> None:
    """Ask how each stands."""
    found = run(_asked(push=False))
    if not found:
        fail("\n".join(words(key("templates.none"), language) for language in ("en", "ar")))
    _tell(found)


def _tell(found: Sequence[Pushed | SendFailure]) -> None:
    both([text for one in found for text in said(one)])
    if any(isinstance(one, SendFailure) for one in found):
        fail("Twilio did not take all of it: run it again. · لم يأخذ Twilio كل شيء: أعد المحاولة.")


async def _asked(*, push: bool) -> Sequence[Pushed | SendFailure]:
    async with open_store(settings()) as store:
        if not store.settings.whatsapp.account_sid:
            fail(
                "WhatsApp is not connected: TAMASUK_WHATSAPP__ACCOUNT_SID is not set, see docs/whatsapp.md\n"
                "واتساب غير موصول: راجع docs/whatsapp.md"
            )
        async with contents_of(store) as provider:
            made = Templates(store.database, provider, account_of(store), store.now)
            return await (made.push(TEMPLATES) if push else made.check())


def said(one: Pushed | SendFailure) -> Iterator[Text]:
    """How it stands, and what follows from that."""
    if isinstance(one, SendFailure):
        yield key("templates.failed", why=verbatim(one.detail or one.code or one.failure.value))
        return
    state, name = one.approval.state, ltr(f"{one.name} {one.language}")
    if state in WAITING:
        yield key("templates.waiting", name=name)
    elif state in _STATES:
        yield key(f"templates.{state}", name=name)
    else:
        yield key("templates.unknown", name=name, state=verbatim(state))
    if one.approval.reason:
        yield key("templates.reason", why=verbatim(one.approval.reason))
    if one.refiled:
        yield key("templates.refiled", name=name)
