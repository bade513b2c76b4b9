"""What the fake remembers: accounts of messages and their media, as Twilio's API would show them."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal

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


NAMED = re.compile(r"\{\{(\w+)\}\}")
# By type: how many buttons or items, and how long their labels may be.
SHAPES = {"twilio/quick-reply": (10, 20), "twilio/list-picker": (10, 24)}


@dataclass(slots=True)
class Content:
    """A Content object: what `ContentSid` stands for. Variables are written {{1}}, wherever they stand.

    `buttons`: of a list its items. `state` is Meta's; `title` the name under which it was shown to it.
    """

    sid: str
    body: str
    buttons: tuple[Button, ...] = ()
    kind: str = "twilio/quick-reply"
    state: str = "unsubmitted"
    title: str = ""
    category: str = ""
    reason: str = ""
    opens: str = ""
    samples: Mapping[str, str] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        return self.state == "approved"

    @property
    def texts(self) -> Iterator[str]:
        yield from (self.body, self.opens)
        for button in self.buttons:
            yield from (button.label, button.payload)

    def named(self) -> set[str]:
        return {name for text in self.texts for name in NAMED.findall(text)}

    def flaws(self) -> list[str]:
        """What WhatsApp would not take, or would cut."""
        most, longest = SHAPES[self.kind]
        long = [one.label for one in self.buttons if len(one.label) > longest]
        payloads, labels = ({getattr(one, part) for one in self.buttons} for part in ("payload", "label"))
        return [
            *([f"{self.kind} with {len(self.buttons)} choices"] if not 0 < len(self.buttons) <= most else []),
            *(f"a label of {len(label)} letters is cut" for label in long),
            *(["a body of more than 1024"] if len(self.body.encode("utf-16-le")) // 2 > 1024 else []),
            *(["two choices alike"] if min(len(payloads), len(labels)) < len(self.buttons) else []),
            *(["an empty part"] if not all([self.body, *payloads, *labels]) else []),
            *(["a list without a button"] if self.kind == "twilio/list-picker" and not self.opens else []),
        ]

    def filled(self, values: Mapping[str, str]) -> "Content":
        """As it is shown, with these values."""

        def put(text: str) -> str:
            return NAMED.sub(lambda found: values.get(found[1], self.samples.get(found[1], "")), text)

        buttons = tuple(Button(put(one.label), put(one.payload)) for one in self.buttons)
        return replace(self, body=put(self.body), opens=put(self.opens), buttons=buttons)


def made(sid: str, body: Mapping[str, Any]) -> Content:
    """A Content object from the request that creates it."""
    ((kind, about),) = body["types"].items()
    rows = about.get("actions") or about.get("items") or []
    buttons = tuple(Button(row.get("title") or row.get("item"), row["id"]) for row in rows)
    return Content(
        sid, about["body"], buttons, kind, opens=about.get("button", ""), samples=body.get("variables", {})
    )


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
