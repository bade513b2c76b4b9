"""A text with what is offered below it, sent: the way of nearly every message, so it is a narrow one.

The library's own `send_message` builds a dozen objects and its answer ninety more; of that answer we want
one number (measured: `benchmarks/outbound.py`). Everything rarer goes through `telegram.Bot` (`calls`).
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from bot.handlers.telegram.render import Key, Rows, Write
from bot.handlers.telegram.request import Unanswered, Wire


class _Entity(Struct):
    type: str
    offset: int
    length: int


class _Button(Struct, omit_defaults=True):
    text: str
    callback_data: str
    style: str = ""


class _Key(Struct, omit_defaults=True):
    text: str
    request_contact: bool = False
    request_location: bool = False


class _Buttons(Struct):
    inline_keyboard: list[list[_Button]]


class _Keys(Struct):
    keyboard: list[list[_Key]]
    resize_keyboard: bool = True
    one_time_keyboard: bool = True


class _NoKeys(Struct):
    remove_keyboard: bool = True


class _Preview(Struct):
    is_disabled: bool = True


_NO_PREVIEW = _Preview()  # a preview would open a link before the person does


class _SendMessage(Struct, omit_defaults=True):
    """`entities` mark the heading, so that no character of the text has a meaning."""

    chat_id: int
    text: str
    link_preview_options: _Preview
    entities: list[_Entity] = []
    reply_markup: _Buttons | _Keys | _NoKeys | None = None
    protect_content: bool = False


class _Sent(Struct):
    message_id: int


class _Answer(Struct):
    result: _Sent


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Answer).decode


async def send_text(wire: Wire, url: str, chat: int, call: Write, *, protect: bool, clear: bool) -> int:
    """The number of the message; `clear` takes away keys that an earlier one left. Raises as `Wire` does."""
    body = _SendMessage(
        chat_id=chat,
        text=call.text,
        link_preview_options=_NO_PREVIEW,
        entities=[_Entity("bold", 0, call.bold)] if call.bold else [],
        reply_markup=_buttons(call.rows) or _keys(call.keys) or (_NoKeys() if clear else None),
        protect_content=protect,
    )
    answer = await wire.post_json(f"{url}/sendMessage", _encode(body))
    try:
        return _decode(answer).result.message_id
    except msgspec.MsgspecError:
        raise Unanswered("not an answer of Telegram") from None


def _buttons(rows: Rows) -> _Buttons | None:
    made = [[_Button(one.label, one.data, one.style) for one in row] for row in rows]
    return _Buttons(made) if made else None


def _keys(keys: tuple[Key, ...]) -> _Keys | None:
    made = [[_Key(one.label, one.asks == "contact", one.asks == "position")] for one in keys]
    return _Keys(made) if made else None
