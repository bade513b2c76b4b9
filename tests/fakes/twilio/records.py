"""What the fake remembers: accounts of messages and their media, as Twilio's API would show them."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Literal

Direction = Literal["inbound", "outbound-api"]
Json = dict[str, object]
Form = list[tuple[str, str]]

RANK = {"queued": 0, "accepted": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4}
TERMINAL = {"failed", "undelivered", "canceled"}


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    payload: str


@dataclass(frozen=True, slots=True)
class Content:
    """A Content object: what `ContentSid` stands for. Variables are written {{1}} in the body."""

    sid: str
    body: str
    buttons: tuple[Button, ...] = ()
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """One callback to post: a status and, when it failed, the error."""

    status: str
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Medium:
    sid: str
    content_type: str
    data: bytes
    created: datetime


@dataclass(slots=True)
class Record:
    """One message resource. `form` is what the webhook of an inbound one carries."""

    sid: str
    direction: Direction
    sender: str
    to: str
    body: str
    status: str
    created: datetime
    sent: datetime | None = None
    media: list[Medium] = field(default_factory=list)
    media_urls: list[str] = field(default_factory=list)
    callback: str | None = None
    content: Content | None = None
    error_code: int | None = None
    form: Form = field(default_factory=list)

    def advance(self, status: str, error_code: int | None) -> None:
        """The resource itself only moves forward, whatever order its callbacks are posted in."""
        if self.status in TERMINAL or RANK.get(status, 9) < RANK.get(self.status, 9):
            return
        self.status, self.error_code = status, error_code

    def as_json(self, account: str) -> Json:
        uri = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.sent or self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": str(len(self.media) or len(self.media_urls)),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    def media_json(self, medium: Medium, account: str) -> Json:
        return {
            "account_sid": account,
            "content_type": medium.content_type,
            "date_created": format_datetime(medium.created),
            "date_updated": format_datetime(medium.created),
            "parent_sid": self.sid,
            "sid": medium.sid,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{self.sid}/Media/{medium.sid}.json",
        }
