"""What a refusal of Telegram means for a message: a table, because the words change and are not logic.

Each row: the status, a part of the description in lower case ('' for any), and the kind of failure.
The first row that fits counts. To add one, put it before the general row of its status.
"""

import re

from telegram.error import TelegramError

from bot.core.channel import Failure, SendFailure
from bot.handlers.telegram.request import NotSent, Refused

# Seconds to wait where Telegram does not say for how long.
PAUSES = {Failure.THROTTLED: 3.0, Failure.PROVIDER_DOWN: 5.0}
QUOTED = re.compile(r'"[^"]*"')  # a piece of what we sent

ROWS: tuple[tuple[int, str, Failure], ...] = (
    # The account, not the recipient: everything waits and the admins are told.
    (401, "", Failure.ACCOUNT_REFUSED),  # the token was revoked
    (404, "", Failure.ACCOUNT_REFUSED),  # not a token at all
    (409, "", Failure.ACCOUNT_REFUSED),  # somebody else polls with this token
    (429, "", Failure.THROTTLED),
    # The recipient.
    (403, "blocked by the user", Failure.LEFT),
    (403, "user is deactivated", Failure.LEFT),
    (403, "bot was kicked", Failure.LEFT),
    (403, "bot is not a member", Failure.LEFT),
    (403, "have no rights", Failure.REFUSED),
    (403, "not enough rights", Failure.REFUSED),
    (403, "", Failure.UNREACHABLE),  # who never pressed Start, and other bots
    (400, "chat not found", Failure.UNREACHABLE),
    (400, "user not found", Failure.UNREACHABLE),
    (400, "peer_id_invalid", Failure.UNREACHABLE),
    (400, "input_user_deactivated", Failure.LEFT),
    (400, "group chat was upgraded", Failure.NOT_SENT),  # with the chat's new id
    # What was to be changed.
    (400, "message is not modified", Failure.NOTHING_TO_CHANGE),
    (400, "to edit not found", Failure.NOTHING_TO_CHANGE),
    (400, "message can't be edited", Failure.NOTHING_TO_CHANGE),
    (400, "no text in the message to edit", Failure.NOTHING_TO_CHANGE),
    (400, "no caption in the message to edit", Failure.NOTHING_TO_CHANGE),
    (400, "to delete not found", Failure.NOTHING_TO_CHANGE),
    (400, "message can't be deleted", Failure.NOTHING_TO_CHANGE),
    (400, "query is too old", Failure.NOTHING_TO_CHANGE),
    (400, "query id is invalid", Failure.NOTHING_TO_CHANGE),
    # The message.
    (400, "too long", Failure.TOO_LARGE),
    (400, "too big", Failure.TOO_LARGE),
    (400, "too_long", Failure.TOO_LARGE),
    (413, "", Failure.TOO_LARGE),
    (400, "", Failure.REFUSED),
    # The provider. A gateway that gave up may have passed the call on.
    (500, "", Failure.PROVIDER_DOWN),
    (502, "", Failure.PROVIDER_DOWN),
    (503, "", Failure.PROVIDER_DOWN),
    (504, "", Failure.UNKNOWN),
)


def failure_of(error: TelegramError) -> SendFailure:
    """How a call failed. What may have been carried out is *unknown*, never *not sent*."""
    match error:
        case Refused():
            return _refusal(error)
        case NotSent():
            return SendFailure(Failure.NOT_SENT, detail=error.message, after=1)
        case _:
            return SendFailure(Failure.UNKNOWN, detail=error.message)


def _refusal(error: Refused) -> SendFailure:
    said = error.description.lower()
    kind = next((k for status, part, k in ROWS if status == error.status and part in said), None)
    if kind is None:
        kind = Failure.PROVIDER_DOWN if error.status >= 500 else Failure.REFUSED
    return SendFailure(
        kind,
        code=str(error.status),
        detail=QUOTED.sub('"…"', error.description),
        after=error.retry_after or PAUSES.get(kind, 0.0),
        moved_to=str(error.moved_to) if error.moved_to else "",
    )
