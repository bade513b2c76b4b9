"""One outbox row to Twilio: each part a request inside a time limit, each end a value.

Nothing is repeated here: a repeat would be a second message, and only the outbox knows whether one
is wanted. A row of several parts remembers which of them were taken, so that the outbox's next try
goes on where this one stopped.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from bot.core.channel import AddressKey, Callback, Delivered, Delivery, Failure, SendFailure
from bot.handlers.whatsapp.failures import failure_of
from bot.handlers.whatsapp.render import Part
from bot.handlers.whatsapp.wire import CALL_SECONDS

STATUS_PATH = "/whatsapp/status"
OUTGOING = "outgoing"  # the name of the outbox id in the callback's address
REMEMBERED = 1000
REACHABLE = ("phone", "bsuid")
NOT_TAKEN = frozenset({Failure.REFUSED, Failure.TOO_LARGE})
UNKNOWN_CONTENT = frozenset({"21654", "21655", "21656"})
NOT_SHOWN = frozenset({"63005", "63013", "63021"})
"""Codes of callbacks that speak of content."""

T = TypeVar("T")


class Sender:
    """Sends from one number of ours. `refused`: objects that Twilio did not take."""

    def __init__(self, client: Client, number: str, public_url: str) -> None:
        self._client = client
        self._from = f"whatsapp:{number}"
        self._status_url = public_url.rstrip("/") + STATUS_PATH if public_url else ""
        self._taken: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self.refused: set[str] = set()
        self._shown: OrderedDict[str, str] = OrderedDict()

    async def send(self, delivery: Delivery, parts: Sequence[Part]) -> Delivered | SendFailure:
        """All parts in order; the first that is not taken ends it."""
        to = recipient(delivery)
        if to is None:
            return SendFailure(Failure.UNREACHABLE, detail="no address that WhatsApp can send to")
        taken = self._taken.pop(delivery.id, ())
        for part in parts[len(taken) :]:
            outcome = await self._send_part(delivery, to, part)
            if isinstance(outcome, SendFailure):
                self._remember(delivery.id, taken)
                return outcome
            taken += (outcome,)
        return Delivered(taken)

    async def type(self, message: str) -> Delivered:
        """Show that a reply to this incoming message is being written. Nobody is harmed when it fails."""
        typing = self._client.messaging.v2.typing_indicator
        await attempt(typing.create_async(channel="whatsapp", message_id=message))
        return Delivered(())

    async def _send_part(self, delivery: Delivery, to: str, part: Part) -> str | SendFailure:
        """An object that is refused, and says nothing that its text does not say, is sent as that text."""
        outcome = await self._send_once(delivery, to, part)
        if part.content and isinstance(outcome, SendFailure) and outcome.failure in NOT_TAKEN:
            if outcome.code in UNKNOWN_CONTENT:
                self.refused.add(part.content)
            if part.body:
                return await self._send_once(delivery, to, Part(part.body))
        return outcome

    async def _send_once(self, delivery: Delivery, to: str, part: Part) -> str | SendFailure:
        fields: dict[str, object] = {"to": to, "from_": self._from}
        if part.content:
            fields |= {"content_sid": part.content, "content_variables": part.values}
        elif part.body:
            fields["body"] = part.body
        if part.media_url:
            fields["media_url"] = [part.media_url]
        if self._status_url:
            fields["status_callback"] = f"{self._status_url}?{urlencode({OUTGOING: delivery.id})}"
        sent = await attempt(self._client.messages.create_async(**fields))
        if isinstance(sent, SendFailure):
            return sent
        if not sent.sid:
            return SendFailure(Failure.UNKNOWN, detail="taken without an id")
        if part.content and part.body:
            _keep(self._shown, str(sent.sid), part.content)
        return str(sent.sid)

    def hear(self, callback: Callback) -> None:
        """A message that was taken and then refused for what it is made of: its shape is used no more."""
        content = self._shown.get(callback.message, "")
        if content and callback.failure is not None and callback.failure.code in NOT_SHOWN:
            self.refused.add(content)

    def _remember(self, delivery: str, taken: tuple[str, ...]) -> None:
        if taken:
            _keep(self._taken, delivery, taken)


def _keep(kept: OrderedDict[str, T], name: str, value: T) -> None:
    """So many of them, the newest."""
    kept[name] = value
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


def recipient(delivery: Delivery) -> str | None:
    """The address of the row, else another key of the same person that WhatsApp can send to."""
    keys: tuple[AddressKey, ...] = (delivery.to, *delivery.also)
    return next((f"whatsapp:{key.value}" for key in keys if key.kind in REACHABLE), None)


async def attempt(call: Awaitable[Any]) -> Any:
    """The result of a call, or how it failed. What may have been taken is *unknown*, never *not sent*."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await call
    except TwilioException as error:
        return refusal(error)
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
        return SendFailure(Failure.NOT_SENT, detail=type(error).__name__, after=1)
    except (aiohttp.ClientError, TimeoutError, OSError, json.JSONDecodeError) as error:
        return SendFailure(Failure.UNKNOWN, detail=type(error).__name__)


def refusal(error: TwilioException) -> SendFailure:
    """The library raises three shapes: with a code, with a problem document, and with a bare response."""
    status, code = getattr(error, "status", 0), getattr(error, "code", None)
    if not status and len(error.args) > 1:
        status = getattr(error.args[1], "status_code", 0)
    return failure_of(code if code != status else None, status)
