"""The methods of the Bot API that the fake carries out, and the refusals it knows.

Each is a function of the world and the parameters of the call. To add one: write it, and give it
its line in METHODS; a method that has none answers 404 and is reported as a violation.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram import entities
from tests.fakes.telegram.fault import NOT_MODIFIED, ApiError
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import Chat, Post, World

Json = dict[str, Any]

DELETABLE_SECONDS = 48 * 3600
SETTING_FIELDS = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    data: bytes
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came over the wire."""

    method: str
    params: Mapping[str, str]
    files: Mapping[str, Upload]
    world: World
    updates: Updates

    def integer(self, name: str, otherwise: int = 0) -> int:
        """A number."""
        try:
            return int(self.params.get(name, otherwise))
        except ValueError as error:
            raise ApiError(400, f"Bad Request: {name} is not an integer") from error

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return self.params.get(name, "").lower() in {"true", "1"}

    def object(self, name: str, otherwise: Any = None) -> Any:
        """An object or array: JSON inside the form."""
        try:
            return json.loads(self.params[name]) if self.params.get(name) else otherwise
        except ValueError as error:
            raise ApiError(400, f"Bad Request: can't parse {name} JSON object") from error

    @property
    def chat_id(self) -> int | None:
        """The chat it is about, if any."""
        said = self.params.get("chat_id", "")
        return int(said) if said.lstrip("-").isdigit() else None

    def chat(self) -> Chat:
        """The chat to write to, or a refusal."""
        if self.chat_id is None:
            raise ApiError(400, "Bad Request: chat_id is empty")
        return self.world.open_chat(self.chat_id)

    def upload(self, name: str) -> Upload:
        """The file of a parameter: sent along, or known by its id."""
        if name in self.files:
            return self.files[name]
        said = self.params.get(name, "")
        if said.startswith("attach://"):
            return self.files[said.removeprefix("attach://")]
        stored = self.world.files.get(said)
        return Upload(stored.data, stored.path.rpartition("/")[2], "application/octet-stream")


def _written(call: Call, name: str, limit: int, too_long: str) -> Json:
    text, marked = entities.parse(call.params.get(name, "").rstrip(), call.params.get("parse_mode"))
    if entities.units(text) > limit:
        raise ApiError(400, f"Bad Request: {too_long}")
    content: Json = {name: text} if text else {}
    kind = "entities" if name == "text" else "caption_entities"
    marked = call.object(kind, []) or marked
    if any(one["offset"] + one["length"] > entities.units(text) for one in marked):
        raise ApiError(400, "Bad Request: can't parse entities: entity is outside of the text")
    return content | ({kind: marked} if marked and text else {})


def _text(call: Call) -> Json:
    content = _written(call, "text", 4096, "message is too long")
    if not content or not content["text"].strip():
        raise ApiError(400, "Bad Request: message text is empty")
    return content


def _caption(call: Call) -> Json:
    return _written(call, "caption", 1024, "message caption is too long")


def _check_buttons(markup: Json) -> None:
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > 100:
        raise ApiError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise ApiError(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")


def _markup(call: Call) -> tuple[Json | None, Json | None]:
    """Inline buttons, and what is to become of the keyboard below the text line."""
    markup = call.object("reply_markup")
    if markup and "inline_keyboard" in markup:
        _check_buttons(markup)
        return (markup if markup["inline_keyboard"] else None), None
    return None, markup


def _post(call: Call, content: Json) -> Post:
    """A new message of the bot, with everything that any kind of message may carry."""
    chat = call.chat()
    markup, keyboard = _markup(call)
    quoted = _quoted(call, chat)
    post = call.world.add(chat, call.world.bot, content)
    post.markup, post.keyboard, post.reply_to = markup, keyboard, quoted
    post.protected, post.silent = call.flag("protect_content"), call.flag("disable_notification")
    return post


def _quoted(call: Call, chat: Chat) -> Post | None:
    reply = call.object("reply_parameters")
    if not reply:
        return None
    quoted = chat.post(reply["message_id"])
    if quoted is None and not reply.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    return quoted


def _media(call: Call, kind: str, upload: Upload) -> Json:
    files = call.world.files
    match kind:
        case "photo":
            return {"photo": files.photo(upload.data)}
        case "voice":
            return {"voice": files.voice(upload.data)}
        case "video":
            return {"video": files.video(upload.data)}
        case _:
            return {"document": files.document(upload.data, upload.name, upload.mime)}


def send_message(call: Call) -> Json:
    """Text."""
    _ = call.chat()
    return _post(call, _text(call)).as_json()


def send_file(call: Call) -> Json:
    """A photo, document, voice note or video with a caption."""
    _ = call.chat()
    kind = call.method.removeprefix("send").lower()
    return _post(call, _media(call, kind, call.upload(kind)) | _caption(call)).as_json()


def send_media_group(call: Call) -> list[Json]:
    """An album."""
    _ = call.chat()
    items = call.object("media", [])
    if not 2 <= len(items) <= 10:
        raise ApiError(400, "Bad Request: there must be 2 to 10 messages to send as an album")
    album = str(14_000_000_000 + call.world.moment)
    sent = []
    for item in items:
        part = Call(call.method, {**call.params, "media": "", **item}, call.files, call.world, call.updates)
        upload = Call(call.method, {"media": item["media"]}, call.files, call.world, call.updates).upload(
            "media"
        )
        post = _post(part, _media(part, item["type"], upload) | _caption(part))
        post.album = album
        sent.append(post.as_json())
    return sent


def send_chat_action(call: Call) -> bool:
    """«typing …»"""
    call.chat().typing.append(call.params.get("action", ""))
    _ = call.world.touched()
    return True


def _own(call: Call, what: str) -> Post:
    post = call.chat().post(call.integer("message_id"))
    if post is None:
        raise ApiError(400, f"Bad Request: message to {what} not found")
    if post.mine or (what == "edit" and post.keyboard is not None):
        raise ApiError(400, f"Bad Request: message can't be {what}ed")
    return post


def edit_message(call: Call) -> Json:
    """Text, caption or buttons of an earlier message; what is not given goes away, as in Telegram."""
    post = _own(call, "edit")
    content = dict(post.content)
    if call.method == "editMessageText":
        if "text" not in content:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        content = _text(call)
    elif call.method == "editMessageCaption":
        if post.kind in {"text", "sticker", "location", "contact"}:
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        content = {post.kind: content[post.kind]} | _caption(call)
    markup, _ = _markup(call)
    if (content, markup) == (post.content, post.markup):
        raise ApiError(400, NOT_MODIFIED)
    post.content, post.markup, post.edited = content, markup, int(call.world.clock())
    post.changed = call.world.touched()
    return post.as_json()


def delete_message(call: Call) -> bool:
    """A message younger than two days, whoever wrote it."""
    post = call.chat().post(call.integer("message_id"))
    if post is None:
        raise ApiError(400, "Bad Request: message to delete not found")
    if call.world.clock() - post.date > DELETABLE_SECONDS:
        raise ApiError(400, "Bad Request: message can't be deleted for everyone")
    post.deleted, post.changed = True, call.world.touched()
    return True


def delete_messages(call: Call) -> bool:
    """Up to a hundred at once; those that cannot be found are skipped."""
    ids = call.object("message_ids", [])
    if not 1 <= len(ids) <= 100:
        raise ApiError(400, "Bad Request: message identifiers are not specified")
    for post in filter(None, map(call.chat().post, ids)):
        post.deleted, post.changed = True, call.world.touched()
    return True


def answer_callback_query(call: Call) -> bool:
    """Ends the little clock on a pressed button."""
    query = call.world.queries.get(call.params.get("callback_query_id", ""))
    if query is None:
        said = "query is too old and response timeout expired or query ID is invalid"
        raise ApiError(400, f"Bad Request: {said}")
    query |= {"answered": True, "text": call.params.get("text", ""), "alert": call.flag("show_alert")}
    _ = call.world.touched()
    return True


def set_reaction(call: Call) -> bool:
    """The bot's reaction to a message; an empty list takes it back."""
    post = call.chat().post(call.integer("message_id"))
    if post is None:
        raise ApiError(400, "Bad Request: message to react not found")
    reactions = call.object("reaction", [])
    post.reaction = reactions[0].get("emoji") if reactions else None
    post.changed = call.world.touched()
    return True


def set_webhook(call: Call) -> bool:
    """Deliver updates to an address."""
    if "allowed_updates" in call.params:
        call.updates.allowed = call.object("allowed_updates")
    secret, drop = call.params.get("secret_token"), call.flag("drop_pending_updates")
    call.updates.set_hook(call.params.get("url", ""), secret, call.integer("max_connections", 40), drop=drop)
    return True


def delete_webhook(call: Call) -> bool:
    """Back to polling."""
    call.updates.set_hook("", None, 40, drop=call.flag("drop_pending_updates"))
    return True


def keep_setting(call: Call) -> bool:
    """Commands, names and descriptions, by language and scope."""
    if len(call.params.get("language_code", "en") or "en") != 2:
        raise ApiError(400, "Bad Request: invalid language code specified")
    scope = call.object("scope") or {"type": "default"}
    where = ":".join(str(scope[part]) for part in ("type", "chat_id") if part in scope)
    key = (call.params.get("language_code", ""), where)
    raw = {name: said for name, said in call.params.items() if name not in {"scope", "language_code"}}
    value = call.object("commands") if "commands" in raw else next(iter(raw.values()), "")
    call.world.settings.setdefault(call.method, {})[key] = value
    return True


def tell_setting(call: Call) -> Any:
    """What was last set for this language, and not for another."""
    name = call.method.removeprefix("getMy")
    told = call.world.settings.get(f"setMy{name}", {}).get((call.params.get("language_code", ""), "default"))
    if name == "Commands":
        return told or []
    return {SETTING_FIELDS[name]: told or (call.world.bot["first_name"] if name == "Name" else "")}


def _me(call: Call) -> Json:
    return call.world.bot | {
        "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False,
    }  # fmt: skip


METHODS: Mapping[str, Callable[[Call], Any]] = {
    "getMe": _me,
    "sendMessage": send_message,
    "sendPhoto": send_file,
    "sendDocument": send_file,
    "sendVoice": send_file,
    "sendVideo": send_file,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message,
    "editMessageCaption": edit_message,
    "editMessageReplyMarkup": edit_message,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_reaction,
    "getFile": lambda call: call.world.files.as_file(call.params.get("file_id", "")),
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": lambda call: call.updates.info(),
    "getMyCommands": tell_setting,
    "getMyName": tell_setting,
    "getMyDescription": tell_setting,
    "getMyShortDescription": tell_setting,
    "setMyCommands": keep_setting,
    "deleteMyCommands": keep_setting,
    "setMyName": keep_setting,
    "setMyDescription": keep_setting,
    "setMyShortDescription": keep_setting,
}
