"""What can go wrong on the way to Telegram, written as values that a test puts in the way of a call.

A fault says what the client sees, and whether Telegram had already done what was asked: that is the
difference between a message that may be sent again and one that may not.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

BLOCKED = "Forbidden: bot was blocked by the user"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
HTML_502 = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


class ApiError(Exception):
    """Telegram refuses: `{"ok": false, …}` with this code and description."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """What travels."""
        said: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return said | ({"parameters": self.parameters} if self.parameters else {})


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail. `accepted`: the call was carried out all the same."""

    kind: Literal["refuse", "html", "garbage", "hang", "reset"]
    error: ApiError | None = None
    status: int = 502
    accepted: bool = False


def refuse(code: int, description: str, parameters: Json | None = None) -> Fault:
    """Any refusal that is not named below."""
    return Fault("refuse", ApiError(code, description, parameters))


def too_many(retry_after: int | None = 3) -> Fault:
    """429; Telegram sometimes leaves out after how long to try again."""
    if retry_after is None:
        return refuse(429, "Too Many Requests")
    text = f"Too Many Requests: retry after {retry_after}"
    return refuse(429, text, {"retry_after": retry_after})


def blocked() -> Fault:
    """403, the person has blocked the bot."""
    return refuse(403, BLOCKED)


def deactivated() -> Fault:
    """403, the account no longer exists."""
    return refuse(403, "Forbidden: user is deactivated")


def bad_request(description: str) -> Fault:
    """400 with these words after «Bad Request: »."""
    return refuse(400, f"Bad Request: {description}")


def migrated(new_chat_id: int) -> Fault:
    """400, the group has become a supergroup with another id."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return refuse(400, text, {"migrate_to_chat_id": new_chat_id})


def unauthorized() -> Fault:
    """401, the token is not valid (any more)."""
    return refuse(401, "Unauthorized")


def server_error(code: int = 500, *, accepted: bool = False) -> Fault:
    """Telegram's own failure, in its own words."""
    return Fault("refuse", ApiError(code, "Internal Server Error"), accepted=accepted)


def html(status: int = 502) -> Fault:
    """An answer of something between us and Telegram."""
    return Fault("html", status=status)


def garbage(*, accepted: bool = False) -> Fault:
    """200, and something that no Bot API answers; before or after the call was carried out."""
    return Fault("garbage", status=200, accepted=accepted)


def hang(*, accepted: bool) -> Fault:
    """No answer until the client gives up, before or after the call was carried out."""
    return Fault("hang", accepted=accepted)


def reset(*, accepted: bool = False) -> Fault:
    """The connection is cut, before or after the call was carried out."""
    return Fault("reset", accepted=accepted)


@dataclass(slots=True)
class Planned:
    """A fault that waits for its call. `times` None: until cleared."""

    fault: Fault
    method: str
    chat: int | None
    times: int | None
    after: int
    met: int = 0

    def clear(self) -> None:
        """It happens no more."""
        self.times = 0

    def takes(self, method: str, chat: int | None) -> bool:
        """Whether it strikes this call; counts the call."""
        if self.method not in {"*", method} or self.chat not in {None, chat} or self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times = None if self.times is None else self.times - 1
        self.met += 1
        return True


@dataclass(slots=True)
class Faults:
    """Those that wait, in the order in which they were planned."""

    planned: list[Planned] = field(default_factory=list)

    def plan(
        self, method: str, fault: Fault, *, chat: int | None = None, times: int | None = 1, after: int = 0
    ) -> Planned:
        """Put a fault in the way of the next `times` calls of `method` ('*': any) to `chat`."""
        self.planned.append(Planned(fault, method, chat, times, after))
        return self.planned[-1]

    def strike(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this call meets."""
        struck = (planned.fault for planned in self.planned if planned.takes(method, chat))
        return next(itertools.islice(struck, 1), None)
