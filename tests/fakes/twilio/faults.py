"""Scripted trouble: how Twilio refuses, stumbles or falls silent, each consumed by the next call it fits.

To add one: a member of `Fault` and its answer in `api.stumble`, or a row of `REFUSALS`.
"""

from dataclasses import dataclass
from enum import Enum

# HTTP status and message of errors that Twilio answers at once.
REFUSALS: dict[int, tuple[int, str]] = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "The 'To' number is not a valid phone number."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21619: (400, "A text message body or media urls must be specified."),
    21655: (400, "The ContentSid is Invalid"),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
    63018: (429, "Rate limit exceeded for Channel"),
    63031: (400, "Message cannot have the same To and From"),
}


class Fault(Enum):
    """Trouble that is not a coded refusal."""

    SERVER_ERROR = "500 with JSON"
    BAD_GATEWAY = "502 with an HTML page"
    GARBAGE = "201 and no JSON; nothing was accepted"
    GARBAGE_AFTER = "201 and no JSON; the message was accepted"
    CUT_BEFORE = "the connection is reset; nothing was accepted"
    CUT_AFTER = "the connection is reset; the message was accepted"
    HANG_BEFORE = "silence; nothing was accepted"
    HANG_AFTER = "silence; the message was accepted"


class Call(Enum):
    CREATE = "create a message"
    LIST = "list messages"
    FETCH = "fetch or delete a message"
    MEDIA = "fetch or delete media"
    CDN = "the file behind the redirect"
    TYPING = "typing indicator"
    CONTENT = "make a Content object, show it to Meta, ask what became of it"


@dataclass(slots=True)
class Planned:
    """A fault that waits for its calls; `left` of them."""

    fault: Fault | int
    call: Call
    to: str | None
    left: int


class Faults:
    """First in, first out, per call and recipient."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def add(self, fault: Fault | int, times: int, call: Call, to: str | None) -> Planned:
        self._planned.append(Planned(fault, call, to, times))
        return self._planned[-1]

    def take(self, call: Call, to: str | None = None) -> Fault | int | None:
        for planned in self._planned:
            if planned.call is call and planned.left and planned.to in (None, to):
                planned.left -= 1
                return planned.fault
        return None
