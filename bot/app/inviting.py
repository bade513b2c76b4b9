"""Invitations in the terminal: links and a QR code, who used them, and taking back."""

from __future__ import annotations

import asyncio
import sys

import typer
from rich.table import Table

from bot.actions import confirm_use as confirming
from bot.actions import invite as making
from bot.actions import revoke as revoking
from bot.actions.invite import Asked, Doors, Invited, Link
from bot.app.channels import accounts
from bot.app.kept import Kept
from bot.app.store import Store, open_store
from bot.app.terminal import both, err, fail, out, run, settings, words
from bot.core.text import Text, key
from bot.storage.invitations import Invitation


def invite(asked: Asked, wait: bool) -> None:
    """Make one, print it, and wait to confirm who used it (Ctrl+C: look later, with `invitations`)."""
    run(_invite(asked, wait))


async def _invite(asked: Asked, wait: bool) -> None:
    async with open_store(settings()) as store:
        doors = await _doors(store)
        made = await making.create_invitation(
            store.database, store.sealer, store.book, asked, store.now(), store.identifiers
        )
        _print(store, made, making.links(made.code, doors, store.catalogues))
        if wait and sys.stdin.isatty():
            await _confirm(store, made)


async def _doors(store: Store) -> Doors:
    """Where people come in; the bot's name is asked of Telegram."""
    kept = Kept.open(store)
    made = accounts(store, kept.files)
    try:
        name = await made.telegram.username() if made.telegram is not None else ""
    finally:
        await made.close()
        await kept.close()
    if not isinstance(name, str):
        err.print("Telegram did not say the bot's name, so its link is missing.", markup=False)
        name = ""
    return Doors(name, store.settings.whatsapp.sender, store.settings.public_url)


def _print(store: Store, made: Invited, links: tuple[Link, ...]) -> None:
    role = _role(store, made.role)
    where = ", ".join(words(place, "ar") for place in making.places(store.book.areas, made.areas))
    until = made.expires_at.strftime("%Y-%m-%d %H:%M UTC")
    out.print(f"\n{made.role} · {role}{f' · {where}' if where else ''}", markup=False)
    out.print(f"{_uses(made)} · until · حتى {until}\n", markup=False)
    for link in links:
        near = "   (this machine only · على هذا الجهاز فقط)" if link.near else ""
        out.print(f"  {link.channel:<9} {link.address}{near}", markup=False)
    best = next((link for link in links if not link.near), links[0] if links else None)
    if best is not None:
        _draw(best)
    out.print(f"  code · الرمز: {made.code}\n", markup=False)


def _uses(made: Invited) -> str:
    if made.source:
        return f"open · مفتوحة: {made.source} · {made.uses}×"
    return "personal, for one person · شخصية، لشخص واحد"


def _role(store: Store, name: str) -> str:
    if name == "champion":
        return words(store.programme.champion, "ar")
    return words(key(f"role.{name}"), "ar")


def _draw(link: Link) -> None:
    """The QR code that a phone's camera reads from the screen."""
    import segno

    out.print(f"\n  {link.channel}:")
    segno.make(link.address, error="m", micro=False).terminal(out=sys.stdout, compact=True, border=2)


async def _confirm(store: Store, made: Invited) -> None:
    out.print(
        "Waiting to see who uses it (Ctrl+C to look later: tamasuk invitations).\n"
        "بانتظار من يستعملها (للخروج Ctrl+C، وتبقى الدعوة صالحة).",
        markup=False,
    )
    programme = store.programme.name
    used = await confirming.wait_for_use(
        store.database, store.sealer, programme, made.id, store.now, asyncio.sleep
    )
    if used is None:
        out.print("It ended before anybody used it. · انتهت قبل أن يستعملها أحد.")
        return
    area = store.book.areas.get(used.area)
    where = f" ({words(area.label, 'ar')})" if area else ""
    asked = f"{used.name}{where}: is this who you meant? · هل هذا من قصدته؟"
    meant = await asyncio.to_thread(typer.confirm, asked, default=None)
    await confirming.confirm_use(
        store.database, store.sealer, store.book, used, meant, store.now(), store.identifiers
    )
    if meant:
        out.print("Confirmed. · تم التأكيد.")
    else:
        out.print("The role is taken back; they are a volunteer. · سُحب الدور، وصار الشخص متطوعاً.")


# ----------------------------------------------------------------------------------------- listing


def show() -> None:
    """Every invitation, newest first."""
    run(_show())


async def _show() -> None:
    async with open_store(settings()) as store:
        listed = await making.list_invitations(
            store.database, store.sealer, store.programme.name, store.now()
        )
        table = Table(box=None, pad_edge=False)
        for heading in ("number", "role", "areas", "source", "uses left", "until", "state", "who"):
            table.add_column(heading)
        for one in listed:
            table.add_row(*_row(store, one.number, one.invitation, one.state, one.people))
    if listed:
        out.print(table)
    else:
        out.print("There is no invitation yet. Make one: tamasuk invite ROLE")


def _row(
    store: Store, number: str, one: Invitation, state: str, people: tuple[tuple[str, bool | None], ...]
) -> list[str]:
    looked = {True: "", False: " ✗", None: " ?"}
    who = ", ".join(f"{name}{looked[meant]}" for name, meant in people if name)
    where = ", ".join(words(place, "ar") for place in making.places(store.book.areas, one.areas))
    until = one.expires_at.strftime("%Y-%m-%d %H:%M")
    return [number, one.role, where, one.name, str(one.uses_left), until, state or "valid", who]


# ------------------------------------------------------------------------------------ taking back


def revoke(what: str, people: bool) -> None:
    """An invitation by its link, code or number; else the person of that name or reference."""
    run(_revoke(what, people))


async def _revoke(what: str, people: bool) -> None:
    async with open_store(settings()) as store:
        programme = store.programme.name
        found = await revoking.find_invitation(store.database, store.sealer, programme, what)
        if found is not None:
            changed = await revoking.revoke_invitation(
                store.database, store.sealer, store.book, found, people, store.now(), store.identifiers
            )
            _say(key("command.revoked_link"))
            if people:
                _say(key("command.revoked_people", count=changed))
            return
        await _revoke_person(store, what)


async def _revoke_person(store: Store, what: str) -> None:
    holders = await revoking.find_holders(store.database, store.sealer, store.programme.name, what)
    if not holders:
        fail(both(key("command.revoke_unknown")))
    if len(holders) > 1:
        lines = [f"  {making.short(one.id)}  {one.name}  {_held(one.held)}" for one in holders]
        fail("\n".join([both(key("command.revoke_several")), *lines]))
    [holder] = holders
    left = await revoking.revoke_person(
        store.database, store.sealer, store.book, holder.id, store.now(), store.identifiers
    )
    _say(key("command.revoked_person", name=holder.name))
    if not left:
        _say(key("command.revoked_last_admin"))


def _held(held: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{role} {area}".strip() for role, area in held)


def _say(text: Text) -> None:
    out.print(both(text), markup=False)
