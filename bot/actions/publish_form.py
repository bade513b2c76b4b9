"""Publishing a workbook: it is asked with the next message, in every process; drafts keep their version.

Nothing is published that has errors, that takes the name of a shipped form, or that has closed already; nor
what would keep answers with names where others are kept apart from them, or the other way round. Words
that are only sensitive need somebody who answers for them: name and reason stand in the audit, for that
version. What asks for the respondent's own religion, sect, tribe or affiliation is an error; nobody lifts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.carry_over import Carried, carry_over
from bot.actions.compare_form import Change, compare_form
from bot.actions.keep_form_media import illustrated, keep_form_media, kept_only
from bot.actions.problem import Problem
from bot.actions.shelve import closes_at
from bot.core.arabic import store
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text, key, ltr
from bot.flows.shipped import SHIPPED
from bot.flows.xlsform.harm import harmful
from bot.flows.xlsform.loaded import Beside, Loaded
from bot.flows.xlsform.nameless import secured
from bot.media.objects import Objects
from bot.media.worker import Pictures
from bot.storage import audit, forms
from bot.storage.database import Database, Tx
from bot.storage.ids import Ids
from bot.storage.sealed import Sealer

_LONGEST = 500
_OURS = frozenset(form.name for form in SHIPPED)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who answers for the sensitive words of a version, and why they may be asked."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing needs."""

    database: Database
    sealer: Sealer
    book: Book
    objects: Objects
    pictures: Pictures
    ids: Ids
    now: datetime


def publishable(book: Book, form: Form, confirmed: Confirmed | None, now: datetime) -> None:
    """Problem with what keeps a form from being published."""
    refuse_shipped(form.name)
    end = closes_at(form, ZoneInfo(book.programme.zone))
    if end is not None and end <= now:
        raise Problem(key("command.form_closed", closes=Text(value=form.closes, format="day")))
    if sensitive(form) and not (confirmed and confirmed.by.strip() and confirmed.reason.strip()):
        raise Problem(key("command.form_confirm"))


def refuse_shipped(name: str) -> None:
    """Problem when a form of that name is ours."""
    if name in _OURS:
        raise Problem(key("command.form_shipped", form=ltr(name)))


def sensitive(form: Form) -> list[str]:
    """The words that somebody has to answer for; of those that nobody may ask there are none in a form."""
    found = harmful(form, lambda name: 0, lambda listed, name: 0)
    return sorted({one.about["what"] for one in found})


async def publish_form(
    desk: Desk, loaded: Loaded, beside: Beside, by: str = "command", confirmed: Confirmed | None = None
) -> Change:
    """Publish a workbook with what came with it; what that changed. `by`: a person's id, or 'command'."""
    form = _carried(desk, loaded, confirmed).form
    kept = await keep_form_media(desk.objects, desk.pictures, form, beside)
    async with desk.database.begin("forms") as tx:
        shown = await illustrated(tx, form, kept, desk.ids.new, desk.now)
        return await publish(tx, desk.sealer, desk.book, shown, desk.ids, desk.now, by, confirmed)


async def preview_form(
    desk: Desk, loaded: Loaded, confirmed: Confirmed | None = None
) -> tuple[Change, tuple[Text, ...]]:
    """What publishing a workbook would change, and what has to be said beside that; nothing is stored."""
    carried = _carried(desk, loaded, confirmed)
    async with desk.database.read() as tx:
        return await compare_form(tx, desk.sealer, desk.book, carried.form), carried.told


def _carried(desk: Desk, loaded: Loaded, confirmed: Confirmed | None) -> Carried:
    """The form as it would be asked; Problem with what keeps it from that."""
    if loaded.form is None:
        raise Problem(key("command.form_errors", errors=len(loaded.errors)))
    carried = carry_over(desk.book, loaded.form, loaded.stated, desk.now)
    publishable(desk.book, carried.form, confirmed, desk.now)
    return carried


async def publish(
    tx: Tx,
    sealer: Sealer,
    book: Book,
    form: Form,
    ids: Ids,
    now: datetime,
    by: str,
    confirmed: Confirmed | None = None,
) -> Change:
    """The same within a transaction, of a form that has been read: what the other one ends with.

    The version that is asked from then on is that of `after`.
    """
    publishable(book, form, confirmed, now)
    form = kept_only(secured(form))
    change = await compare_form(tx, sealer, book, form)
    barred = change.barred()
    if barred is not None:
        raise Problem(barred)
    await forms.publish(tx, form, now)
    facts = {"version": form.version, "mode": form.mode}
    await audit.note(tx, ids.new(), now, by, "form.published", form.name, **facts)
    words = sensitive(form)
    if words and confirmed is not None:
        lifted = {"version": form.version, "words": words, **_signed(confirmed)}
        await audit.note(tx, ids.new(), now, by, "form.confirmed", form.name, **lifted)
    return change


def _signed(confirmed: Confirmed) -> dict[str, str]:
    return {"by": store(confirmed.by)[:_LONGEST], "reason": store(confirmed.reason)[:_LONGEST]}
