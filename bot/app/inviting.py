"""Invitations in the terminal: links and a QR code, who used them, and taking back.

A question stands between two visits to the database, never inside one: whoever has to answer may have gone
for tea, and Ctrl+C must end the question at once.
"""

from __future__ import annotations

import asyncio
import sys

import typer
from rich.text import Text as Line

from bot.actions import confirm_use as confirming
from bot.actions import invite as making
from bot.actions import revoke as revoking
from bot.actions.confirm_use import Used
from bot.actions.invite import Asked, Doors, Invited, Link, Listed
from bot.actions.revoke import Holder
from bot.app.channels import accounts
from bot.app.kept import Kept
from bot.app.saying import both, fail, out, say, warn, words, yes
from bot.app.store import Store, open_store
from bot.app.terminal import STOPPED, run, settings
from bot.core.text import key

WAITING = (
    "Waiting to see who uses it. To stop waiting: Ctrl+C\nبانتظار من يستعملها. للتوقف عن الانتظار: Ctrl+C"
)
LATER = (
    "The invitation stays valid; to look later: tamasuk invitations\n"
    "تبقى الدعوة صالحة. للاطلاع لاحقاً: tamasuk invitations"
)


def invite(asked: Asked, wait: bool) -> None:
    """Make one and print it; in a terminal, wait to hear whether the right person used it."""
    made = run(_invite(asked))
    if not wait or not sys.stdin.isatty():
        return
    try:
        say(WAITING)
        used = run(_wait(made))
    except (KeyboardInterrupt, typer.Exit) as ended:
        if isinstance(ended, typer.Exit) and ended.exit_code != STOPPED:
            raise
        say("")
        say(LATER)
        raise typer.Exit(0) from None
    if used is None:
        say("It ended before anybody used it. · انتهت قبل أن يستعملها أحد.")
    else:
        _look(*used)


async def _invite(asked: Asked) -> Invited:
    async with open_store(settings()) as store:
        ways_in = await doors(store)
        made = await making.create_invitation(
            store.database, store.sealer, store.book, asked, store.now(), store.identifiers
        )
        _print(store, made, making.links(made.code, ways_in, store.catalogues))
        return made


async def doors(store: Store) -> Doors:
    """Where people come in; the bot's name is asked of Telegram."""
    kept = Kept.open(store)
    made = accounts(store, kept.files)
    try:
        name = await made.telegram.username() if made.telegram is not None else ""
    finally:
        await made.close()
        await kept.close()
    if not isinstance(name, str):
        warn(
            "Telegram did not say the bot's name, so its link is missing.\nلم نصل إلى Telegram، فينقص رابطه."
        )
        name = ""
    return Doors(name, store.settings.whatsapp.sender, store.settings.public_url)


def _print(store: Store, made: Invited, links: tuple[Link, ...]) -> None:
    """English on its lines and Arabic on its own: a terminal keeps the order of neither where they mix."""
    until = made.expires_at.astimezone(store.zone)
    uses = f"open, {made.uses} uses" if made.source else "personal, one use"
    say(f"\n{made.role} · {uses} · until {until:%Y-%m-%d %H:%M} ({store.zone.key})")
    where = [words(place, "ar") for place in making.places(store.book.areas, made.areas)]
    say(" · ".join([_role(store, made.role), *([made.source] if made.source else []), *where]) + "\n")
    for link in links:
        say(f"  {link.channel:<9} {link.address}")
    far = [link for link in links if not link.near]
    if far:
        _draw(far[0])
    else:
        say("            Only this machine reaches that: see TAMASUK_PUBLIC_URL.")
        say("            يُفتح على هذا الجهاز فقط: راجع TAMASUK_PUBLIC_URL")
    say(f"\n  code      {made.code}\n")


def _role(store: Store, name: str) -> str:
    if name == "champion":
        return words(store.programme.champion, "ar")
    return words(key(f"role.{name}"), "ar")


def _draw(link: Link) -> None:
    """The QR code that a phone reads from the screen: light on dark, whatever the terminal's theme."""
    say(f"\n  {link.channel}:")
    for line in drawn(link.address):
        out.print(Line(line, style="bright_white on black"))


def drawn(address: str) -> list[str]:
    """Two rows of the code in a line; what is light is filled."""
    import segno

    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    if len(rows) % 2:
        rows.append([1] * len(rows[0]))
    signs = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return [
        "".join(signs[bool(above), bool(below)] for above, below in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]


async def _wait(made: Invited) -> tuple[Used, str] | None:
    """Who used it, and where they are."""
    async with open_store(settings()) as store:
        used = await confirming.wait_for_use(
            store.database, store.sealer, store.programme.name, made.id, store.now, asyncio.sleep
        )
        return (used, _place(store, used)) if used else None


def _place(store: Store, used: Used) -> str:
    area = store.book.areas.get(used.area)
    return words(area.label, "ar") if area else ""


# -------------------------------------------------------------------------------- who came through


def _look(used: Used, place: str) -> None:
    """Ask whether it is who was meant; whoever is not is a volunteer again."""
    say(f"\n  {used.name}{f' · {place}' if place else ''}")
    meant = yes(f"This person used the invitation ({used.role}). Is it who you meant?\nهل هذا من قصدته؟")
    if meant is None:
        say("To look later: tamasuk invitations\nللاطلاع لاحقاً: tamasuk invitations")
    elif not run(_confirm(used, meant)):
        say("Somebody else has answered that already.\nأجاب غيرك عن ذلك من قبل.")
    elif meant:
        say("Confirmed. · تم التأكيد.")
    else:
        say("The role is taken back; they are a volunteer.\nسُحب الدور، وصار الشخص متطوعاً.")


async def _confirm(used: Used, meant: bool) -> bool:
    async with open_store(settings()) as store:
        return await confirming.confirm_use(
            store.database, store.sealer, store.book, used, meant, store.now(), store.identifiers
        )


def show() -> None:
    """Every invitation, newest first; in a terminal, whoever nobody has looked at yet is asked about."""
    waiting = run(_show())
    if sys.stdin.isatty():
        for used, place in waiting:
            _look(used, place)


async def _show() -> list[tuple[Used, str]]:
    async with open_store(settings()) as store:
        name = store.programme.name
        listed = await making.list_invitations(store.database, store.sealer, name, store.now())
        waiting = await confirming.unconfirmed(store.database, store.sealer, name)
        if not listed:
            say("There is no invitation yet; run: tamasuk invite ROLE\nلا دعوات بعد.")
            return []
        say(f"{'number':<9} {'role':<12} {'state':<8} {'left':>6}  until ({store.zone.key})")
        for one in listed:
            say("\n".join(_lines(store, one)))
        if waiting:
            say("\n? nobody has said yet whether this is who was meant. · بانتظار التأكيد.")
        return [(used, _place(store, used)) for used in waiting]


def _lines(store: Store, listed: Listed) -> list[str]:
    """What is Latin stands in columns; what is not, on a line of its own below."""
    one = listed.invitation
    until = f"{one.expires_at.astimezone(store.zone):%Y-%m-%d %H:%M}"
    lines = [f"{listed.number:<9} {one.role:<12} {listed.state or 'valid':<8} {one.uses_left:>6}  {until}"]
    where = [words(place, "ar") for place in making.places(store.book.areas, one.areas)]
    looked = {True: "", False: " ✗", None: " ?"}
    who = [f"{name}{looked[meant]}" for name, meant in listed.people if name]
    below = ([one.name] if one.name else [], where, who)
    return lines + [" " * 10 + "، ".join(said) for said in below if said]


# ------------------------------------------------------------------------------------ taking back


def revoke(what: str, people: bool) -> None:
    """An invitation by its link, code or number; else the person of that name."""
    holders = run(_revoke_link(what, people))
    if holders is None:
        return
    if not holders:
        fail(both(key("command.revoke_unknown")))
    if len(holders) > 1:
        fail("\n".join([both(key("command.revoke_several")), *map(_held, holders)]))
    [holder] = holders
    if sys.stdin.isatty() and not yes(f"{_held(holder)}\nTake back these roles? · هل تُسحب هذه الأدوار؟"):
        say("Nothing was changed. · لم يتغيّر شيء.")
        return
    run(_revoke_person(holder))


async def _revoke_link(what: str, people: bool) -> tuple[Holder, ...] | None:
    """None when it was a link; otherwise who may be meant."""
    async with open_store(settings()) as store:
        programme = store.programme.name
        found = await revoking.find_invitation(store.database, store.sealer, programme, what)
        if found is None:
            if await revoking.revoke_awaited(
                store.database, store.sealer, what, store.now(), store.identifiers
            ):
                say(both(key("command.revoked_link")))
                return None
            return await revoking.find_holders(store.database, store.sealer, programme, what)
        changed = await revoking.revoke_invitation(
            store.database, store.sealer, store.book, found, people, store.now(), store.identifiers
        )
        say(both(key("command.revoked_link")))
        if people:
            say(both(key("command.revoked_people", count=changed)))
        return None


async def _revoke_person(holder: Holder) -> None:
    async with open_store(settings()) as store:
        left = await revoking.revoke_person(
            store.database, store.sealer, store.book, holder.id, store.now(), store.identifiers
        )
        say(both(key("command.revoked_person", name=holder.name)))
        if not left:
            say(both(key("command.revoked_last_admin")))


def _held(holder: Holder) -> str:
    roles = ", ".join(f"{role} {area}".strip() for role, area in holder.held)
    return f"  {making.short(holder.id)}  {roles}\n            {holder.name}"
