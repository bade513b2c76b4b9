"""A delivery carried out, call by call: each end is a value, never an exception.

Nothing is repeated here: a repeat may be a second message, and only the outbox knows whether one is
wanted. A delivery of several calls remembers which of them were taken, so that the outbox's next try
goes on where this one stopped.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.channel import Delivered, Delivery, Failure, Files, SendFailure
from bot.handlers.telegram.calls import NO_PREVIEW, Ids, Way, attempt, buttons, marks, show, write
from bot.handlers.telegram.render import Call, Show, Write
from bot.handlers.telegram.split import CAPTION_LIMIT, units

REMEMBERED = 1000
DELETED_AT_ONCE = 100
NOT_MODIFIED = "message is not modified"
NO_TEXT = "no text in the message"
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a delivery has come: calls made, and the messages that they became."""

    calls: int = 0
    ids: Ids = ()


class Sender:
    """Sends as one bot."""

    def __init__(self, way: Way, files: Files) -> None:
        self._way = way
        self._bot = way.bot
        self._files = files
        self._begun: OrderedDict[str, Progress] = OrderedDict()
        self._keyed: OrderedDict[int, None] = OrderedDict()  # chats with keys below the text line

    async def send(self, delivery: Delivery, calls: Sequence[Call]) -> Delivered | SendFailure:
        """Edit what it replaces where that is possible; else make all calls, until one is not taken."""
        chat = _chat(delivery)
        if chat is None:
            return SendFailure(Failure.UNREACHABLE, detail="not a chat of Telegram")
        if delivery.replaces and not delivery.message.fresh and delivery.id not in self._begun:
            edited = await self._edit(chat, calls, delivery.replaces)
            if edited is not None:
                return edited
        outcome = await self._send_anew(chat, calls, delivery)
        if isinstance(outcome, Delivered) and delivery.replaces:
            await self._retire(chat, delivery)
        return outcome

    async def delete(self, delivery: Delivery) -> Delivered | SendFailure:
        """Take back what `replaces` names; the ids told are those that are gone."""
        chat, ids = _chat(delivery), _numbers(delivery.replaces)
        if chat is None or not ids:
            return SendFailure(Failure.NOTHING_TO_CHANGE, detail="no messages of Telegram")
        gone: Ids = ()
        for at in range(0, len(ids), DELETED_AT_ONCE):
            outcome = await self._delete(chat, ids[at : at + DELETED_AT_ONCE])
            if isinstance(outcome, SendFailure):
                return outcome
            gone += outcome
        return (
            Delivered(gone)
            if gone
            else SendFailure(Failure.NOTHING_TO_CHANGE, detail="none could be deleted")
        )

    async def show_typing(self, delivery: Delivery) -> Delivered | SendFailure:
        """«يكتب…», for five seconds."""
        chat = _chat(delivery)
        if chat is None:
            return SendFailure(Failure.UNREACHABLE, detail="not a chat of Telegram")
        outcome = await attempt(self._bot.send_chat_action(chat, "typing"))
        return outcome if isinstance(outcome, SendFailure) else Delivered(())

    async def answer(self, callback: str, notice: str) -> Delivered | SendFailure:
        """Stop the little clock on a pressed button."""
        outcome = await attempt(self._bot.answer_callback_query(callback, notice or None))
        return outcome if isinstance(outcome, SendFailure) else Delivered(())

    # ------------------------------------------------------------------------------------ anew

    async def _send_anew(
        self, chat: int, calls: Sequence[Call], delivery: Delivery
    ) -> Delivered | SendFailure:
        done = self._begun.pop(delivery.id, Progress())
        for call in calls[done.calls :]:
            ids = await self._make(chat, call, protect=delivery.message.protect)
            if isinstance(ids, SendFailure):
                if done.calls:
                    _remember(self._begun, delivery.id, done)
                return ids
            done = Progress(done.calls + 1, done.ids + ids)
        return Delivered(done.ids)

    async def _make(self, chat: int, call: Call, *, protect: bool) -> Ids | SendFailure:
        if isinstance(call, Show):
            return await show(self._way, self._files, chat, call, protect=protect)
        clear = chat in self._keyed and not call.keys and not call.rows
        ids = await write(self._way, chat, call, protect=protect, clear=clear)
        if isinstance(ids, tuple) and call.keys:
            _remember(self._keyed, chat, None)
        elif isinstance(ids, tuple) and clear:
            self._keyed.pop(chat, None)
        return ids

    # ---------------------------------------------------------------------------------- earlier

    async def _edit(self, chat: int, calls: Sequence[Call], replaced: Ids) -> Delivered | SendFailure | None:
        """None when it has to be sent anew: too much for an edit, or nothing left to edit."""
        ids = _numbers(replaced)
        if len(calls) != 1 or not ids:
            return None
        call = calls[0]
        if isinstance(call, Write):
            outcome = await self._edit_text(chat, ids[-1], call)
        else:
            outcome = await self._edit_caption(chat, ids[-1], Write(call.caption, call.bold, call.rows))
        if outcome is None or NOT_MODIFIED in outcome.detail.lower():
            return Delivered(replaced)
        return None if outcome.failure is Failure.NOTHING_TO_CHANGE else outcome

    async def _edit_text(self, chat: int, message: int, call: Write) -> SendFailure | None:
        if call.keys:
            return SendFailure(Failure.NOTHING_TO_CHANGE)
        outcome = await attempt(
            self._bot.edit_message_text(
                call.text,
                chat,
                message,
                entities=marks(call.bold),
                reply_markup=buttons(call.rows),
                link_preview_options=NO_PREVIEW,
            )
        )
        if not isinstance(outcome, SendFailure):
            return None
        if NO_TEXT in outcome.detail.lower() and units(call.text) <= CAPTION_LIMIT:
            return await self._edit_caption(chat, message, call)
        return outcome

    async def _edit_caption(self, chat: int, message: int, call: Write) -> SendFailure | None:
        outcome = await attempt(
            self._bot.edit_message_caption(
                chat,
                message,
                caption=call.text or None,
                caption_entities=marks(call.bold),
                reply_markup=buttons(call.rows),
            )
        )
        return outcome if isinstance(outcome, SendFailure) else None

    async def _retire(self, chat: int, delivery: Delivery) -> None:
        """What was sent anew takes the place of the old: a fresh one leaves its words, without the buttons.

        Nobody is harmed when it fails: a tap on an old button is answered as stale.
        """
        ids = _numbers(delivery.replaces)
        if delivery.message.fresh:
            for message in ids[-1:]:
                _ = await attempt(self._bot.edit_message_reply_markup(chat, message))
        elif ids:
            _ = await self._delete(chat, ids[-DELETED_AT_ONCE:])

    async def _delete(self, chat: int, ids: list[int]) -> Ids | SendFailure:
        """At once; one by one where Telegram refuses them together because some are too old."""
        outcome = await attempt(self._bot.delete_messages(chat, ids))
        if not isinstance(outcome, SendFailure):
            return tuple(map(str, ids))
        if outcome.code != "400" or outcome.failure is Failure.UNREACHABLE:
            return outcome
        gone: Ids = ()
        for message in ids:
            single = await attempt(self._bot.delete_message(chat, message))
            if not isinstance(single, SendFailure):
                gone += (str(message),)
            elif single.failure is not Failure.NOTHING_TO_CHANGE:
                return single
        return gone


def _chat(delivery: Delivery) -> int | None:
    """The chat of the row, else another key of the same person."""
    for address in (delivery.to, *delivery.also):
        if address.kind == "chat" and address.value.removeprefix("-").isdecimal():
            return int(address.value)
    return None


def _numbers(ids: Ids) -> list[int]:
    return [int(one) for one in ids if one.isdecimal()]


def _remember(kept: OrderedDict[K, V], name: K, value: V) -> None:
    kept[name] = value
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
