"""What Telegram knows: accounts, chats, the messages in them, files. Nothing here speaks HTTP.

Bot and people act on the same messages, so that what a person sees is the outcome of every call
that was carried out, in order: sent, edited, deleted.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.fakes.telegram.fault import BLOCKED, ApiError
from tests.fakes.telegram.files import Files

Json = dict[str, Any]
T = TypeVar("T")

TEXT_KINDS = ("text", "caption")
MEDIA_KINDS = ("photo", "document", "voice", "video", "audio", "sticker", "location", "contact")


@dataclass(eq=False)
class Chat:
    """A private chat (its id is the person's) or a group."""

    id: int
    kind: str
    described: Json
    posts: list["Post"] = field(default_factory=list)
    reachable: bool = False
    refusal: str = "Forbidden: bot can't initiate conversation with a user"
    migrated_to: int | None = None
    typing: list[str] = field(default_factory=list)

    def as_json(self) -> Json:
        """The chat as it stands in a message."""
        return {"id": self.id, "type": self.kind, **self.described}

    def post(self, message_id: int) -> "Post | None":
        """A message that still exists."""
        return next((post for post in self.posts if post.id == message_id and not post.deleted), None)


@dataclass(eq=False)
class Post:
    """One message, as everybody in the chat sees it now; an edit changes it in place."""

    chat: Chat
    id: int
    date: int
    sender: Json
    content: Json
    markup: Json | None = None
    keyboard: Json | None = None
    protected: bool = False
    silent: bool = False
    edited: int | None = None
    deleted: bool = False
    album: str | None = None
    reply_to: "Post | None" = None
    changed: int = 0
    reaction: str | None = None

    @property
    def mine(self) -> bool:
        """A person wrote it, not the bot."""
        return not self.sender["is_bot"]

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def kind(self) -> str:
        """text, photo, document, voice, video, sticker, location, contact …"""
        return next((kind for kind in MEDIA_KINDS if kind in self.content), "text")

    @property
    def rows(self) -> list[list[Json]]:
        """Its inline buttons."""
        return list(self.markup["inline_keyboard"]) if self.markup else []

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of its inline buttons, row by row."""
        return [[str(button["text"]) for button in row] for row in self.rows]

    @property
    def labels(self) -> list[str]:
        """The labels of its inline buttons, in order."""
        return [label for row in self.buttons for label in row]

    @property
    def file_id(self) -> str:
        """The file it carries; of a photo the largest size."""
        part = self.content[self.kind]
        return str((part[-1] if isinstance(part, list) else part)["file_id"])

    def as_json(self, *, nested: bool = True) -> Json:
        """A Message of the Bot API."""
        told: Json = {
            "message_id": self.id, "date": self.date, "chat": self.chat.as_json(), "from": self.sender,
            **self.content,
        }  # fmt: skip
        extra = {
            "edit_date": self.edited,
            "media_group_id": self.album,
            "has_protected_content": self.protected or None,
            "reply_markup": self.markup if not self.mine else None,
            "reply_to_message": self.reply_to.as_json(nested=False) if nested and self.reply_to else None,
        }
        return told | {name: value for name, value in extra.items() if value is not None}


class World:
    """Everything that is, and a way to wait until something is so."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.bot: Json = {
            "id": 7_100_000_001, "is_bot": True, "first_name": "تماسك", "username": "tamasuk_test_bot",
        }  # fmt: skip
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.queries: dict[str, Json] = {}
        self.settings: dict[str, dict[tuple[str, str], Any]] = {}
        self.moment = 0
        self._last_message = 100
        self._waiting: set[asyncio.Event] = set()

    def touched(self) -> int:
        """Something changed: who waits looks again. Numbers the change."""
        self.moment += 1
        for event in self._waiting:
            event.set()
        return self.moment

    async def until(self, found: Callable[[], T | None], within: float) -> T | None:
        """What `found` finds once there is something to find; None when it takes longer."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(within):
                while (value := found()) is None:
                    event.clear()
                    await event.wait()
                return value
        except TimeoutError:
            return found()
        finally:
            self._waiting.discard(event)

    def add(self, chat: Chat, sender: Json, content: Json) -> Post:
        """A new message, seen by everybody in the chat."""
        self._last_message += 1
        post = Post(chat, self._last_message, int(self.clock()), sender, content)
        chat.posts.append(post)
        post.changed = self.touched()
        return post

    def open_chat(self, chat_id: int) -> Chat:
        """The chat the bot may write to, or the refusal that Telegram gives."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.migrated_to is not None:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, said, {"migrate_to_chat_id": chat.migrated_to})
        if not chat.reachable:
            raise ApiError(403, chat.refusal)
        return chat

    def block(self, chat: Chat) -> None:
        """From now on the bot reads a refusal."""
        chat.reachable = False
        chat.refusal = (
            BLOCKED if chat.kind == "private" else f"Forbidden: bot was kicked from the {chat.kind} chat"
        )
