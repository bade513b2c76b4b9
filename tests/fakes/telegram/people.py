"""The people's side: what a person does with the telephone, and what they see on it.

Doing is immediate (an update waits for the bot); seeing is waited for. A label is found as a person
reads it: marks of direction do not count, and a part of it is enough when it is in one button only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from tests.fakes.telegram.entities import parse
from tests.fakes.telegram.updates import Update, Updates
from tests.fakes.telegram.world import Chat, Post, World

Json = dict[str, Any]

INVISIBLE = re.compile("[\u200e\u200f\u061c\u2066-\u2069]")
LONGEST = 4096


def visible(text: str) -> str:
    """A text without its marks of direction."""
    return INVISIBLE.sub("", text)


class NotSeen(AssertionError):
    """What a test waited for did not appear."""


@dataclass(eq=False)
class Tap:
    """A pressed button, and what the bot answered to the press."""

    query: Json

    @property
    def answered(self) -> bool:
        """The little clock has stopped."""
        return bool(self.query.get("answered"))

    @property
    def notice(self) -> str:
        """The words that appeared over the chat."""
        return str(self.query.get("text", ""))


class Actor:
    """What persons and members of groups have in common: they write into a chat."""

    def __init__(self, world: World, updates: Updates, chat: Chat, user: Json) -> None:
        self._world = world
        self._updates = updates
        self._chat = chat
        self.user = user

    @property
    def id(self) -> int:
        """The Telegram id of the account."""
        return int(self.user["id"])

    def _acts(self) -> None:
        """Whoever writes to the bot first lets it write back."""

    def _sends(self, content: Json, *, album: str | None = None, reply_to: Post | None = None) -> Post:
        self._acts()
        post = self._world.add(self._chat, self.user, content)
        post.album, post.reply_to = album, reply_to
        self._tells("message", post)
        return post

    def _tells(self, kind: str, post: Post) -> None:
        _ = self._updates.push(kind, post.as_json(), ("chat", self._chat.id))

    def say(self, text: str, *, reply_to: Post | None = None) -> Post:
        """Write; what is longer than a message the app sends in pieces. The last one is returned."""
        pieces = [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
        for piece in pieces:
            marks = parse(piece, None)[1]
            post = self._sends({"text": piece} | ({"entities": marks} if marks else {}), reply_to=reply_to)
        return post

    def start(self, payload: str = "") -> Post:
        """Press Start, perhaps after following a link."""
        return self.say(f"/start {payload}".rstrip())

    def send(self, content: Json, *, reply_to: Post | None = None) -> Post:
        """Anything else that a message can be: `{"dice": {…}}`."""
        return self._sends(content, reply_to=reply_to)

    def send_photo(self, data: bytes, caption: str | None = None, album: str | None = None) -> Post:
        """A photo, alone or as a (late) part of an album."""
        photo = self._world.files.photo(data, unseen=True)
        return self._sends({"photo": photo} | _caption(caption), album=album)

    def send_album(self, photos: Sequence[bytes], caption: str | None = None) -> list[Post]:
        """Several photos at once: as many updates with one album id."""
        album = str(13_000_000_000 + self._world.moment)
        captions = [caption, *[None] * len(photos)]
        return [self.send_photo(data, said, album) for data, said in zip(photos, captions, strict=False)]

    def send_file(
        self,
        data: bytes,
        name: str = "file.pdf",
        mime: str = "application/pdf",
        caption: str | None = None,
        size: int | None = None,
    ) -> Post:
        """A file as it is; `size` claims more than the bytes given."""
        return self._sends(
            {"document": self._world.files.document(data, name, mime, size)} | _caption(caption)
        )

    def send_voice(self, data: bytes, caption: str | None = None) -> Post:
        """A voice note."""
        return self._sends({"voice": self._world.files.voice(data)} | _caption(caption))

    def send_video(self, data: bytes, caption: str | None = None, size: int | None = None) -> Post:
        """A video."""
        return self._sends({"video": self._world.files.video(data, size)} | _caption(caption))

    def send_sticker(self, emoji: str) -> Post:
        """A sticker that stands for an emoji."""
        return self._sends({"sticker": self._world.files.sticker(emoji)})

    def send_location(self, latitude: float, longitude: float) -> Post:
        """The place where the phone is."""
        return self._sends({"location": {"latitude": latitude, "longitude": longitude}})

    def share_contact(self, phone: str, user_id: int | None = None, name: str = "") -> Post:
        """One's own card (`user_id` is one's own id) or anybody else's."""
        contact = {"phone_number": phone, "first_name": name or self.user["first_name"]}
        return self._sends({"contact": contact | ({"user_id": user_id} if user_id else {})})

    def edit(self, post: Post, text: str) -> None:
        """Correct one's own text or caption."""
        assert post.mine, "people edit their own messages only"
        post.content = post.content | {"text" if "text" in post.content else "caption": text}
        post.edited, post.changed = int(self._world.clock()), self._world.touched()
        self._tells("edited_message", post)

    def react(self, post: Post, emoji: str | None) -> Update | None:
        """React with an emoji, or take it back; None when the bot did not ask to hear of reactions."""
        old, post.reaction = post.reaction, emoji
        both = [[{"type": "emoji", "emoji": one}] if one else [] for one in (old, emoji)]
        told = {
            "chat": self._chat.as_json(), "message_id": post.id, "user": self.user,
            "date": int(self._world.clock()), "old_reaction": both[0], "new_reaction": both[1],
        }  # fmt: skip
        return self._updates.push("message_reaction", told, ("reaction", self._chat.id))

    def press(self, post: Post, data: str, *, forgotten: bool = False) -> Tap:
        """Press a button of a message; `forgotten`: too old for Telegram to show what was in it."""
        query: Json = {
            "id": str(4_000_000_000 + len(self._world.queries)), "from": self.user,
            "chat_instance": str(-self._chat.id), "data": data, "message": post.as_json(),
        }  # fmt: skip
        if forgotten:
            query["message"] = {"chat": self._chat.as_json(), "message_id": post.id, "date": 0}
        tap = Tap({"pressed": data})
        self._world.queries[query["id"]] = tap.query
        _ = self._updates.push("callback_query", query, ("user", self.id))
        return tap


class Person(Actor):
    """Somebody with a private chat with the bot."""

    def __init__(self, world: World, updates: Updates, chat: Chat, user: Json) -> None:
        super().__init__(world, updates, chat, user)
        self._since = 0

    @property
    def chat(self) -> list[Post]:
        """The messages that are there now, oldest first."""
        return [post for post in self._chat.posts if not post.deleted]

    @property
    def history(self) -> list[Post]:
        """The same with those that were deleted."""
        return list(self._chat.posts)

    @property
    def received(self) -> list[Post]:
        """What the bot wrote and is still there."""
        return [post for post in self.chat if not post.mine]

    @property
    def last(self) -> Post:
        """The latest message of the bot."""
        if not self.received:
            raise NotSeen(f"{self.user['first_name']} has received nothing")
        return self.received[-1]

    @property
    def keyboard(self) -> list[list[Json]]:
        """The buttons below the text line."""
        for post in reversed(self.received):
            if post.keyboard and "remove_keyboard" in post.keyboard:
                return []
            if post.keyboard and "keyboard" in post.keyboard:
                return [
                    [b if isinstance(b, dict) else {"text": b} for b in row]
                    for row in post.keyboard["keyboard"]
                ]
        return []

    @property
    def typing(self) -> list[str]:
        """What the bot said it was doing («typing»), oldest first."""
        return self._chat.typing

    @override
    def _acts(self) -> None:
        assert not self.blocked, "who has blocked the bot cannot write to it"
        self._chat.reachable = True
        self._since = self._world.moment

    def tap(self, label: str, *, on: Post | None = None) -> Tap | Post:
        """Press the newest button that reads so: below a message, or below the text line."""
        button, post = self._button(label, on)
        if post is None:
            return self._press_key(button)
        assert "callback_data" in button, f"«{label}» opens {button.get('url')}"
        self._acts()
        return self.press(post, button["callback_data"])

    def _button(self, label: str, on: Post | None) -> tuple[Json, Post | None]:
        messages = [on] if on else list(reversed(self.received))
        for fits in (_equal, _within):
            for post in messages:
                if found := [b for row in post.rows for b in row if fits(label, b["text"])]:
                    assert len(found) == 1, f"«{label}» is not clear: {post.labels}"
                    return found[0], post
            if found := [b for row in self.keyboard for b in row if not on and fits(label, b["text"])]:
                return found[0], None
        raise NotSeen(f"no button «{label}» in:\n{self.transcript()}")

    def _press_key(self, button: Json) -> Post:
        if button.get("request_contact"):
            return self.share_contact("+962790000000", self.id)
        if button.get("request_location"):
            return self.send_location(32.5556, 35.85)
        return self.say(button["text"])

    @property
    def blocked(self) -> bool:
        """Whether this person has blocked the bot."""
        return not self._chat.reachable and "blocked" in self._chat.refusal

    def block(self) -> None:
        """Want to hear nothing more."""
        self._world.block(self._chat)
        self._tell_membership("member", "kicked")

    def unblock(self) -> None:
        """Think better of it."""
        self._chat.reachable = True
        self._tell_membership("kicked", "member")

    def _tell_membership(self, old: str, new: str) -> None:
        told = _membership(self._world, self._chat, self.user, old, new)
        _ = self._updates.push("my_chat_member", told, ("member", self._chat.id))

    async def wait_for(self, text_part: str, within: float = 5, *, anywhere: bool = False) -> Post:
        """The newest message of the bot with these words, sent or edited since this person last acted.

        `anywhere`: since ever.
        """
        since = 0 if anywhere else self._since
        part = visible(text_part)

        def found() -> Post | None:
            fitting = (p for p in reversed(self.received) if p.changed > since and part in visible(p.text))
            return next(fitting, None)

        post = await self._world.until(found, within)
        if post is None:
            raise NotSeen(f"«{text_part}» did not come within {within} s:\n{self.transcript()}")
        return post

    async def wait_for_button(self, label: str, within: float = 5) -> Post:
        """The newest message of the bot that has this button, sent or edited since this person last acted."""
        since = self._since

        def found() -> Post | None:
            fresh = (post for post in reversed(self.received) if post.changed > since)
            return next((post for post in fresh if any(_within(label, one) for one in post.labels)), None)

        post = await self._world.until(found, within)
        if post is None:
            raise NotSeen(f"no button «{label}» within {within} s:\n{self.transcript()}")
        return post

    def transcript(self) -> str:
        """The chat as text, for a failing test."""
        lines = []
        for post in self.chat:
            buttons = " ".join(f"[{label}]" for label in post.labels)
            kind = "" if post.kind == "text" else f"({post.kind}) "
            lines.append(f"{'←' if post.mine else '→'} {kind}{post.text} {buttons}".rstrip())
        return "\n".join(lines)


class Group:
    """A group chat that the bot was added to."""

    def __init__(self, world: World, updates: Updates, chat: Chat) -> None:
        self._world = world
        self._updates = updates
        self._chat = chat

    @property
    def id(self) -> int:
        """The id of the chat, negative."""
        return self._chat.id

    @property
    def chat(self) -> list[Post]:
        """The messages that are there now."""
        return [post for post in self._chat.posts if not post.deleted]

    def member(self, person: Person) -> Actor:
        """The same person, writing here."""
        return Actor(self._world, self._updates, self._chat, person.user)

    def add_bot(self, by: Person) -> None:
        """The bot becomes a member: one update about it, one message in the group."""
        self._chat.reachable = True
        self._tell(by, "left", "member")
        _ = self.member(by).send({"new_chat_members": [self._world.bot]})

    def remove_bot(self, by: Person) -> None:
        """The bot is thrown out."""
        self._world.block(self._chat)
        self._tell(by, "member", "kicked")

    def migrate(self, new_id: int) -> None:
        """The group becomes a supergroup; its old id is refused with the new one."""
        self._chat.migrated_to = new_id
        self._world.chats[new_id] = Chat(new_id, "supergroup", self._chat.described, reachable=True)

    def _tell(self, by: Person, old: str, new: str) -> None:
        told = _membership(self._world, self._chat, by.user, old, new)
        _ = self._updates.push("my_chat_member", told, ("member", self._chat.id))


def _caption(said: str | None) -> Json:
    return {"caption": said} if said else {}


def _membership(world: World, chat: Chat, user: Json, old: str, new: str) -> Json:
    told = {"chat": chat.as_json(), "from": user, "date": int(world.clock())}
    return told | {"old_chat_member": _member(world.bot, old), "new_chat_member": _member(world.bot, new)}


def _member(user: Json, status: str) -> Json:
    return {"user": user, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _equal(wanted: str, label: str) -> bool:
    return visible(wanted).strip() == visible(label).strip()


def _within(wanted: str, label: str) -> bool:
    return visible(wanted).strip() in visible(label)
