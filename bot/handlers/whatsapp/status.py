"""A status callback read as what became of one outgoing message.

Twilio promises neither order nor single delivery, so nothing is decided here: the outbox moves
forward only (`bot.core.channel.FOLLOWING`). The outbox id comes back in the callback's address.
"""

from collections.abc import Mapping
from urllib.parse import parse_qs

from bot.core.channel import Callback
from bot.handlers.whatsapp.failures import failure_of
from bot.handlers.whatsapp.parse import SID, Malformed
from bot.handlers.whatsapp.send import OUTGOING

STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


def read_status(fields: Mapping[str, str], query: str) -> Callback | None:
    """None for the states before it left Twilio, which say nothing that the outbox does not know."""
    sid = fields.get("MessageSid", "")
    if not SID.fullmatch(sid) or "MessageStatus" not in fields:
        raise Malformed("MessageStatus")
    state = STATES.get(fields["MessageStatus"])
    if state is None:
        return None
    code = fields.get("ErrorCode", "")
    number = int(code) if code.isascii() and code.isdigit() else None
    failure = failure_of(number) if state == "failed" else None
    return Callback(parse_qs(query).get(OUTGOING, [""])[0], sid, state, failure)
