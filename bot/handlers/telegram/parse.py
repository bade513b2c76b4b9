"""One update read as an Inbound: who wrote, what kind of thing it is, what it refers to.

An update that we have no use for is None, and is acknowledged in silence; one that lacks what
every update has is Malformed. Of what is said in a group nothing is read, not even kept.
"""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.core.channel import AddressKey, Inbound
from bot.core.media import Media
from bot.handlers.telegram.updates import (
    CallbackQuery,
    Chat,
    Contact,
    File,
    MembershipChange,
    Message,
    MessageReaction,
    PhotoSize,
    User,
    decode,
    odd_kind,
)

CHANNEL = "telegram"
PRIVATE = "private"
GROUPS = {"group", "supergroup"}
HERE = {"member", "administrator", "creator", "restricted"}
PHONE = re.compile(r"\+[1-9]\d{6,14}")
ADDRESSED = re.compile(r"(/[A-Za-z0-9_]{1,32})@\w+")


class Malformed(Exception):
    """Not an update, or one without the fields that it cannot do without."""


class _About(msgspec.Struct, frozen=True):
    """What every reading needs beside the part that it reads."""

    account: str
    update: str
    raw: bytes


def read(raw: bytes, account: str, now: datetime) -> Inbound | None:
    """One update. `account` is the bot's id; `now` stands in where Telegram does not say when."""
    try:
        update = decode(raw)
    except msgspec.DecodeError as error:
        raise Malformed(str(error)) from error
    about = _About(account, str(update.update_id), raw)
    if update.message is not None:
        return _message(update.message, about)
    if update.callback_query is not None:
        return _tap(update.callback_query, about, now)
    if update.edited_message is not None:
        return _edit(update.edited_message, about)
    if update.message_reaction is not None:
        return _reaction(update.message_reaction, about)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, about)
    return None


def _message(message: Message, about: _About) -> Inbound | None:
    if message.chat.type in GROUPS:
        return _group(message.chat, message.date, about)
    if message.chat.type != PRIVATE or message.sender is None or message.sender.is_bot:
        return None
    kind, text, media = _content(message, about)
    if not kind:
        return None
    place = message.location if kind == "position" else None
    return _heard(
        about,
        message.sender,
        _moment(message.date),
        kind,
        text,
        message=str(message.message_id),
        quoted=_quoted(message),
        album=message.media_group_id,
        media=media,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
    )


def _content(message: Message, about: _About) -> tuple[str, str, tuple[Media, ...]]:
    """Its kind, its words, and the medium that it carries."""
    if message.text is not None:
        return "said", ADDRESSED.sub(r"\1", message.text, count=1), ()
    medium = _medium(message)
    if medium is not None:
        return "media", message.caption, (medium,)
    if message.sticker is not None:
        return "signal", message.sticker.emoji, ()
    if message.location is not None:
        return "position", message.venue.title if message.venue else "", ()
    if message.contact is not None:
        phone = _own_phone(message.contact, message.sender)
        return ("contact", phone, ()) if phone else ("odd", "contact", ())
    kind = odd_kind(about.raw)
    return ("odd", kind, ()) if kind else ("", "", ())


def _medium(message: Message) -> Media | None:
    sizes = message.photo or (message.live_photo.photo if message.live_photo else None)
    if sizes:
        return _photo(sizes)
    # An animation comes as a document too, so it is looked for first.
    if video := message.video or message.animation or message.video_note:
        return _file("video", video, "video/mp4")
    if message.voice is not None:
        return _file("voice", message.voice, "audio/ogg")
    if message.audio is not None:
        return _file("audio", message.audio, "audio/mpeg")
    return _document(message.document) if message.document is not None else None


def _photo(sizes: list[PhotoSize]) -> Media:
    """The largest size, wherever it stands in the list."""
    largest = max(sizes, key=lambda size: (size.width * size.height, size.file_size))
    return Media("photo", largest.file_id, mime="image/jpeg", size=largest.file_size)


def _document(file: File) -> Media:
    """A photo or video sent «as a file» is the same answer, in better quality."""
    kinds = {"image": "photo", "video": "video", "audio": "audio"}
    kind = kinds.get(file.mime_type.partition("/")[0], "file")
    return _file(kind, file, "application/octet-stream", as_file=kind == "photo")


def _file(kind: str, file: File, mime: str, *, as_file: bool = False) -> Media:
    return Media(
        kind=kind,
        ref=file.file_id,
        mime=(file.mime_type or mime).lower(),
        size=file.file_size,
        name=_clean(file.file_name),
        duration=file.duration,
        as_file=as_file,
    )


def _own_phone(contact: Contact, sender: User | None) -> str:
    """The phone of a card, when it is the sender's own: anybody can forward anybody's card."""
    if sender is None or contact.user_id != sender.id:
        return ""
    phone = "+" + re.sub(r"[^0-9]", "", contact.phone_number)
    return phone if PHONE.fullmatch(phone) else ""


def _edit(message: Message, about: _About) -> Inbound | None:
    """A corrected text. Other edits (a caption, a moving position) correct nothing that was asked."""
    if message.chat.type != PRIVATE or message.sender is None or message.text is None:
        return None
    number = str(message.message_id)
    at, quoted = _moment(message.edit_date or message.date), _quoted(message)
    return _heard(
        about, message.sender, at, "said", message.text, message=number, edits=number, quoted=quoted
    )


def _tap(query: CallbackQuery, about: _About, now: datetime) -> Inbound | None:
    pressed = query.message
    if pressed is None or pressed.chat.type != PRIVATE or not query.data:
        return None
    choice, quoted = _clean(query.data), str(pressed.message_id)
    return _heard(about, query.sender, now, "tapped", choice=choice, quoted=quoted, callback=query.id)


def _reaction(reaction: MessageReaction, about: _About) -> Inbound | None:
    """An emoji that was added; one taken back says nothing."""
    if reaction.chat.type != PRIVATE or reaction.user is None:
        return None
    before = {one.emoji for one in reaction.old_reaction}
    added = next((one.emoji for one in reaction.new_reaction if one.emoji not in before), "")
    if not added:
        return None
    at, quoted = _moment(reaction.date), str(reaction.message_id)
    return _heard(about, reaction.user, at, "signal", added, quoted=quoted)


def _membership(change: MembershipChange, about: _About) -> Inbound | None:
    here = change.new_chat_member.status in HERE
    if change.chat.type == PRIVATE:
        return _heard(about, change.sender, _moment(change.date), "unblocked" if here else "blocked")
    return _group(change.chat, change.date, about) if here and change.chat.type in GROUPS else None


def _group(chat: Chat, date: int, about: _About) -> Inbound:
    """That somebody is there, and nothing of who they are or what they said."""
    return Inbound(
        CHANNEL, about.account, about.update, AddressKey("chat", str(chat.id)), _moment(date), "group"
    )


def _heard(about: _About, sender: User, at: datetime, kind: str, text: str = "", **further: Any) -> Inbound:
    """What every reading says, and what this one says further."""
    return Inbound(
        channel=CHANNEL,
        account=about.account,
        update=about.update,
        address=AddressKey("chat", str(sender.id)),
        at=at,
        kind=kind,
        text=_clean(text),
        name=_clean(f"{sender.first_name} {sender.last_name}").strip(),
        language=sender.language_code,
        payload=about.raw,
        **further,
    )


def _quoted(message: Message) -> str:
    quoted = message.reply_to_message
    return str(quoted.message_id) if quoted is not None and quoted.message_id else ""


def _moment(date: int) -> datetime:
    try:
        return datetime.fromtimestamp(date, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Malformed("date") from error


def _clean(text: str) -> str:
    return text.replace("\0", "")
