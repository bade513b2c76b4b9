"""What the bot knows of a record by itself: when it began and ended, the day, by whom. Never asked.

`of` names which, as XLSForm does (`start`, `today`, `username`).
"""

from __future__ import annotations

from bot.core import unasked

TYPE = unasked.of(
    "metadata",
    xlsform=(
        *("start", "end", "today", "start-geopoint"),
        *("username", "email", "phonenumber", "deviceid", "simserial", "subscriberid"),
    ),
)
