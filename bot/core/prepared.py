"""Somebody who was brought in from a list and has not come yet: what the list says of them.

It is no person: nobody writes to it, counts it or finds it in an audience. Whoever comes by its link, or from
its phone, is asked for the name first, and after the consent only for what is missing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.core.records import record

LIVES: Final = timedelta(days=90)
"""So long it waits for somebody to come."""
UNDONE: Final = timedelta(days=7)
"""So long bringing a list in can be undone."""
ROLES: Final = ("volunteer", "champion")
"""What a list may ask for; a champion waits until somebody of the team says yes."""


@record(frozen=True)
class Prepared:
    """What a list says. '' and 0 where it says nothing.

    `phone` is E.164. `district` is a code of the tree, or words where the tree ends. `source` and `agreed`
    (a day, ISO 8601): where the consent to be written to was given, and when. `code`: of the personal link.
    """

    name: str
    phone: str = ""
    sex: str = ""
    birth_year: int = 0
    area: str = ""
    district: str = ""
    language: str = ""
    role: str = "volunteer"
    source: str = ""
    agreed: str = ""
    code: str = ""
