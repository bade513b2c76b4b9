"""What `demo` prints: where to chat, and how to come in as a champion or a coordinator."""

from __future__ import annotations

from bot.actions.invite import Asked, create_invitation
from bot.app.saying import say
from bot.app.store import Store

ROLES = (
    ("champion", "a champion, who reports · رائد التماسك، يرسل تقارير"),
    ("coordinator", "a coordinator, who reviews and answers · التنسيق، مراجعة وردود"),
    ("admin", "an admin · الإدارة"),
)


async def welcome(store: Store, made_key: bool) -> None:
    """Print it. Each link is for one person, in a browser (or a private window) of its own."""
    chat = f"{store.settings.public_url.rstrip('/')}/chat"
    say(f"\nTamasuk · تماسك\n{store.programme.title.languages['ar']}\n")
    say(f"  The chat · المحادثة\n    {chat}\n")
    say("  Invitations, each for one person, in a private window of its own:")
    say("  دعوات، كلٌّ لشخص واحد، في نافذة متصفح خاصة به:")
    for role, words in ROLES:
        asked = Asked(role)
        invited = await create_invitation(
            store.database, store.sealer, store.book, asked, store.now(), store.identifiers
        )
        say(f"    {chat}?start={invited.code}\n      {words}")
    if made_key:
        say(f"\n  The key that seals names and answers: {store.settings.key_file}")
        say("  Without it nobody can read the data, you included. No backup holds it.")
        say("  من دون هذا المفتاح لا تُقرأ البيانات أبداً، ولا نسخة احتياطية تحتويه.")
    say("\n  To stop: Ctrl+C · للإيقاف: Ctrl+C\n")
