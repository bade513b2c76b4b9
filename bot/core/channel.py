"""What the rest of the program knows of a channel: what arrives, what leaves, and how that can fail.

A channel is a folder of `bot.handlers` with three jobs: parse (payload → Inbound), render
(Message → what the provider takes) and send. It knows no storage; what it needs is injected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.core.media import Media
from bot.core.message import Message
from bot.core.records import record


@record(frozen=True)
class AddressKey:
    """One way to reach somebody. `kind`: chat (Telegram), phone (E.164), bsuid, parent_bsuid, browser."""

    kind: str
    value: str


@record(frozen=True)
class Inbound:
    """One thing a provider delivered, read but not judged.

    `update` is the provider's unique id of the delivery: (channel, account, update) is the dedupe
    key. `kind`: said, tapped, media, position, contact, signal, odd, blocked, unblocked, group.
    `text`: words, caption, the emoji of a signal, the phone of a contact (own phone only), or what
    kind of thing was odd. `choice`: what the tapped choice carries ('STAMP:ID'). `message`: the
    provider's id of this message; `edits`: of the one it replaces; `quoted`: of the one it replies
    to or whose button was pressed. `callback`: to be answered at once (a tap on Telegram).
    `payload`: the raw delivery, kept sealed for 14 days. `also`: further keys of the same sender.
    """

    channel: str
    account: str
    update: str
    address: AddressKey
    at: datetime
    kind: str
    text: str = ""
    choice: str = ""
    message: str = ""
    edits: str = ""
    quoted: str = ""
    album: str = ""
    media: tuple[Media, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    callback: str = ""
    name: str = ""
    language: str = ""
    also: tuple[AddressKey, ...] = ()
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a message is rendered: language, the one to fall back to, form of address, locale, zone."""

    language: str = "ar"
    second: str = ""
    form: str = "n"
    locale: str = "ar_JO"
    zone: str = "Asia/Amman"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do. `window_hours`: how long after the person's last message free text may go."""

    edits: bool = False
    deletes: bool = False
    buttons: bool = False
    protects: bool = False
    window_hours: int | None = None
    rate: float = 28.0
    chat_burst: int = 3
    chat_rate: float = 1.0
    album: int = 10
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outbox row on its way out. `replaces`: provider's ids of the message it replaces, if any.

    `action`: 'send', 'delete' (the messages in `replaces`), 'typing' or 'tapped' (answer a tap; the
    callback's id is in `callback`; the message's first part, if any, is shown as a short notice), or
    'template' (what the provider has approved of these words). A message that is sent may carry a `callback`
    too: of the tap that it replies to.
    """

    id: str
    to: AddressKey
    message: Message
    reader: Reader
    replaces: tuple[str, ...] = ()
    action: str = "send"
    callback: str = ""
    also: tuple[AddressKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """It was taken: the provider's ids of what was sent, in order. `state`: 'sent' or 'delivered'."""

    ids: tuple[str, ...]
    state: str = "sent"


class Failure(Enum):
    """The dozen ways in which sending fails. Each says what happens next (`FAILURES`)."""

    THROTTLED = "throttled"
    PROVIDER_DOWN = "provider_down"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    LEFT = "left"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"
    WINDOW_CLOSED = "window_closed"
    ACCOUNT_REFUSED = "account_refused"
    TOO_LARGE = "too_large"
    NOTHING_TO_CHANGE = "nothing_to_change"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Consequence:
    """Whether to try again, whether the person has left, and whether the whole account stands still."""

    retry: bool = False
    gone: bool = False
    account: bool = False


FAILURES: dict[Failure, Consequence] = {
    Failure.THROTTLED: Consequence(retry=True),
    Failure.PROVIDER_DOWN: Consequence(retry=True),
    Failure.NOT_SENT: Consequence(retry=True),
    Failure.UNKNOWN: Consequence(),
    Failure.LEFT: Consequence(gone=True),
    Failure.UNREACHABLE: Consequence(gone=True),
    Failure.OPTED_OUT: Consequence(gone=True),
    Failure.WINDOW_CLOSED: Consequence(),
    Failure.ACCOUNT_REFUSED: Consequence(retry=True, account=True),
    Failure.TOO_LARGE: Consequence(),
    Failure.NOTHING_TO_CHANGE: Consequence(),
    Failure.REFUSED: Consequence(),
}


@dataclass(frozen=True, slots=True)
class SendFailure:
    """It was not taken, or nobody knows. `code`: the provider's own.

    `after`: seconds that the provider asks us to wait.
    `detail` never holds a name, number or text of a person. `moved_to`: the new chat id, when the
    provider says the chat moved.
    """

    failure: Failure
    code: str = ""
    detail: str = ""
    after: float = 0.0
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """What a provider tells later of a message that it took.

    `delivery` is the outbox row's id, where it travelled in the callback's address; `message` is the
    provider's id. `state`: 'sent', 'delivered', 'read', or 'failed' with its `failure`.
    """

    delivery: str
    message: str
    state: str
    failure: SendFailure | None = None


# The states that may follow one; whatever else a late or repeated callback says is ignored.
FOLLOWING: dict[str, tuple[str, ...]] = {
    "": ("sent", "delivered", "read", "failed"),
    "sent": ("delivered", "read", "failed"),
    "delivered": ("read",),
    "read": (),
    "failed": (),
}


class MediaRefused(Exception):
    """The provider no longer has the medium, or it is too large: trying again is of no use."""


class MediaDelayed(Exception):
    """The medium could not be fetched now; try again later."""


class Files(Protocol):
    """Kept media, for channels that upload bytes or hand out a link."""

    def read(self, media: str, variant: str) -> Awaitable[tuple[bytes, str]]:
        """The bytes and their MIME type."""

    def link(self, media: str, variant: str) -> str:
        """A signed address from which the provider may fetch it for 15 minutes."""


class Receive(Protocol):
    """Hands deliveries in; returns when all of them are committed. Raises when storage cannot take them."""

    def __call__(self, deliveries: Sequence[Inbound]) -> Awaitable[None]: ...


class Settle(Protocol):
    """Moves an outgoing message forward, never back; returns when committed. Raises like `Receive`."""

    def __call__(self, callback: Callback) -> Awaitable[None]: ...


class Channel(Protocol):
    """A channel account. `name` is the folder's, `account` the bot id or sender."""

    name: str
    account: str
    capabilities: Capabilities

    def send(self, delivery: Delivery) -> Awaitable[Delivered | SendFailure]:
        """One message out. Never raises for what a provider can do."""

    def fetch(self, media: Media) -> Awaitable[bytes]:
        """The bytes of a medium; MediaRefused or MediaDelayed otherwise."""
