"""What `demo` prints: where to chat, and how to come in as a champion or a coordinator."""

from __future__ import annotations

from rich.console import Console

from bot.actions.invite import Asked, create_invitation
from bot.app.store import Store, key_file

ROLES = (
    ("champion", "رائد التماسك (يرسل تقارير) · a champion, who reports"),
    ("coordinator", "تنسيق (يراجع ويجيب) · a coordinator, who reviews and answers"),
    ("admin", "إدارة · an admin"),
)


async def welcome(store: Store, made_key: bool) -> None:
    """Print it. Each link is for one person, in a browser (or a private window) of its own."""
    console = Console(highlight=False, soft_wrap=True)
    chat = f"{store.settings.public_url.rstrip('/')}/chat"
    console.print(f"\n[bold]Tamasuk · تماسك[/bold]   {store.programme.title.languages['ar']}\n")
    console.print(f"  المحادثة · the chat:  [bold]{chat}[/bold]")
    console.print("\n  روابط دعوة، كلٌّ لشخص واحد، في نافذة متصفح خاصة به:")
    console.print("  Invitations for one person each; open each in a private window of its own:")
    for role, words in ROLES:
        asked = Asked(role)
        invited = await create_invitation(
            store.database, store.sealer, store.book, asked, store.now(), store.identifiers
        )
        console.print(f"    {chat}?start={invited.code}\n      {words}")
    if made_key:
        console.print(f"\n  The key that seals names and answers is in {key_file(store.settings)}.")
        console.print("  Without it nobody can read the data any more, you included. No backup holds it.")
    console.print("\n  للإيقاف: Ctrl+C · to stop: Ctrl+C\n")
