"""An audience: a saved filter over people, the same for campaigns, forms and events.

It is a value that survives JSON. `flaws` says what is wrong with one before it is kept, `described` says in
words whom it means, and `bot.storage.audiences` makes it one SQL statement.
"""

from bot.core.audience.checking import flaws
from bot.core.audience.filters import (
    CURRENT,
    EVERYBODY,
    FILTER,
    Audience,
    Kind,
    Reach,
    asks_privately,
    below,
    covers,
    filterable,
    form_of,
    plain_answers,
    reach,
    wave_of,
)
from bot.core.audience.wording import addressees, counted, described, is_told_few

__all__ = [
    "CURRENT",
    "EVERYBODY",
    "FILTER",
    "Audience",
    "Kind",
    "Reach",
    "addressees",
    "asks_privately",
    "below",
    "counted",
    "covers",
    "described",
    "filterable",
    "flaws",
    "form_of",
    "is_told_few",
    "plain_answers",
    "reach",
    "wave_of",
]
