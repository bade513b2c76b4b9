"""Somebody who takes part: what a turn may know and change of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bot.core.form import Answer
from bot.core.records import record

ROLES = ("applicant", "volunteer", "champion", "coordinator", "safeguarding", "admin")
STAFF = frozenset({"coordinator", "safeguarding", "admin"})


@record(frozen=True)
class Person:
    """A person of the installation.

    `form` is the form of address: 'm', 'f' or 'n' (not known). `area` is where they live (a code),
    `areas` those that a staff member answers for. `second` is the language to fall back to.
    `registered`: consent given and the six questions answered. `stopped`: wants no programme messages.
    """

    id: str
    language: str = "ar"
    second: str = ""
    form: str = "n"
    name: str = ""
    sex: str = ""
    birth_year: int = 0
    area: str = ""
    district: str = ""
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    registered: bool = False
    consent: str = ""
    stopped: bool = False
    discreet: bool = False
    voice: bool = False
    source: str = ""
    profile: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def staff(self) -> bool:
        return not STAFF.isdisjoint(self.roles)

    @property
    def place(self) -> str:
        """Where they live, as exactly as a code tells it: a district in words is none of the tree."""
        return self.district if self.area and self.district.startswith(f"{self.area}-") else self.area

    def is_a(self, role: str) -> bool:
        return role in self.roles
