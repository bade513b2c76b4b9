"""What became of a campaign, in words: the same at a terminal and in a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.campaign import ARRIVED, STATES
from bot.core.text import Text, key
from bot.i18n import Catalogues
from bot.storage.campaign_accounts import Count
from bot.storage.campaign_undoing import Undone


def accounted(counts: Sequence[Count]) -> list[Text]:
    """A line for each state, with its reasons: together everybody."""
    found: Counter[tuple[str, str]] = Counter()
    for one in counts:
        found[one.state, one.reason] += one.number
    ordered = sorted(found.items(), key=lambda item: (STATES.index(item[0][0]), -item[1]))
    lines = [_line(state, reason, number) for (state, reason), number in ordered]
    total = sum(found.values())
    arrived = sum(number for (state, _), number in found.items() if state in ARRIVED)
    return [key("campaign.total", count=total, arrived=arrived), *lines] if total else []


def replies(number: int) -> list[Text]:
    """How many wrote after it, when anybody did."""
    return [key("campaign.replied", count=number)] if number else []


def undone(found: Sequence[Undone]) -> list[Text]:
    """What was deleted or changed, what is on its way to be, and what could not be, by channel."""
    return [
        key(f"undo.{one.action}_{one.state}", channel=key(f"channel.{one.channel}"), number=one.number)
        for one in found
    ]


def _line(state: str, reason: str, number: int) -> Text:
    """What moved a message several times is told by what moved it last."""
    said = key(f"campaign.state_{state}")
    if not reason:
        return key("campaign.line", state=said, number=number)
    why = reason.split()[-1]
    known = f"campaign.why_{why}" in Catalogues.load().by_language["ar"].texts
    named = key(f"campaign.why_{why}" if known else "campaign.why_other")
    return key("campaign.line_why", state=said, why=named, number=number)
