"""What Twilio's error codes mean for a message: a table, because the meanings change and are not logic.

Each row: the code, what kind of failure it is, and how long to wait before another try. A code that
is not here is refused for good, for this one message. To add one, add a row; the source is the page
of the code in Twilio's error dictionary.
"""

from bot.core.channel import Failure, SendFailure

# code: (kind, seconds to wait)
CODES: dict[int, tuple[Failure, float]] = {
    # The account, not the recipient: everything waits and the admins are told.
    20003: (Failure.ACCOUNT_REFUSED, 0),  # wrong credentials, or the account is suspended
    20005: (Failure.ACCOUNT_REFUSED, 0),  # account not active
    20403: (Failure.ACCOUNT_REFUSED, 0),  # not allowed
    20404: (Failure.ACCOUNT_REFUSED, 0),  # no such account
    30002: (Failure.ACCOUNT_REFUSED, 0),  # account suspended after it was taken
    63007: (Failure.ACCOUNT_REFUSED, 0),  # our sender is not a WhatsApp sender, or was disabled
    63020: (Failure.ACCOUNT_REFUSED, 0),  # trouble with the business account at Meta
    63022: (Failure.ACCOUNT_REFUSED, 0),  # the certificate of the sender's name is not valid
    # Too fast.
    20429: (Failure.THROTTLED, 1),
    30001: (Failure.THROTTLED, 60),  # queue full
    63018: (Failure.THROTTLED, 300),  # rate, or the portfolio's daily limit
    # The recipient.
    21211: (Failure.UNREACHABLE, 0),  # not a number
    63003: (Failure.UNREACHABLE, 0),  # not found on WhatsApp
    63024: (Failure.UNREACHABLE, 0),  # not on WhatsApp, terms not accepted, or too old an app
    60605: (Failure.UNREACHABLE, 0),  # in a country that WhatsApp does not serve
    63014: (Failure.LEFT, 0),  # blocked by the person
    63033: (Failure.LEFT, 0),  # blocked by the person
    21610: (Failure.OPTED_OUT, 0),
    63016: (Failure.WINDOW_CLOSED, 0),
    # The provider.
    20500: (Failure.PROVIDER_DOWN, 5),
    63010: (Failure.PROVIDER_DOWN, 60),
    63012: (Failure.PROVIDER_DOWN, 60),
    63023: (Failure.PROVIDER_DOWN, 60),
    63019: (Failure.NOT_SENT, 60),  # our medium could not be fetched; the next try has a new link
    # The message.
    21617: (Failure.TOO_LARGE, 0),
    63021: (Failure.TOO_LARGE, 0),
    12300: (Failure.REFUSED, 0),  # type of a medium does not match
    21603: (Failure.REFUSED, 0),
    21604: (Failure.REFUSED, 0),
    21619: (Failure.REFUSED, 0),  # nothing to send
    63005: (Failure.REFUSED, 0),  # content that WhatsApp does not take
    63013: (Failure.REFUSED, 0),  # against a policy
    63015: (Failure.REFUSED, 0),  # the sandbox knows nobody who has not joined it
    63031: (Failure.REFUSED, 0),  # to ourselves
    63032: (Failure.REFUSED, 0),  # in an experiment of Meta
    63049: (Failure.REFUSED, 0),  # Meta chose not to deliver advertising
    14107: (Failure.REFUSED, 0),  # a loop between two numbers
}

# What the status alone says, where the code says nothing. A gateway that gave up may have sent it on.
STATUSES: dict[int, tuple[Failure, float]] = {
    401: (Failure.ACCOUNT_REFUSED, 0),
    403: (Failure.ACCOUNT_REFUSED, 0),
    429: (Failure.THROTTLED, 1),
    500: (Failure.PROVIDER_DOWN, 5),
    502: (Failure.PROVIDER_DOWN, 5),
    503: (Failure.PROVIDER_DOWN, 5),
    504: (Failure.UNKNOWN, 0),
}


def failure_of(code: int | None, status: int = 0) -> SendFailure:
    """By code, then by HTTP status; refused otherwise."""
    kind, after = CODES.get(code or 0) or STATUSES.get(status) or (Failure.REFUSED, 0)
    return SendFailure(kind, code=str(code or status or ""), after=after)
