"""On which terms WhatsApp takes our messages: whom it serves, how many a day it allows, what it charges."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.core.sending.countries import Unserved
from bot.core.sending.prices import Prices

CHANNEL = "whatsapp"


@dataclass(frozen=True, slots=True)
class Terms:
    """`account`: our number. `limit`: to how many people we may write first within 24 hours, 0 for no limit.

    `prices`: None where nobody wrote any down.
    """

    account: str
    limit: int = 0
    unserved: Unserved = field(default_factory=lambda: Unserved(date.min, ""))
    prices: Prices | None = None
