"""Arabic as people type it: what is kept, what is compared, and what a whole message means.

Pure rules. Dates, times, numbers, phones, names and places are read by the modules of their name.
"""

from bot.core.arabic.folding import digits, key, label, loose, said, store
from bot.core.arabic.options import nearest, option, read, several
from bot.core.arabic.words import ambiguous, intent, yes_no

__all__ = [
    "ambiguous",
    "digits",
    "intent",
    "key",
    "label",
    "loose",
    "nearest",
    "option",
    "read",
    "said",
    "several",
    "store",
    "yes_no",
]
