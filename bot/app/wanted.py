"""What a campaign is asked for to be, on a command line or in a file: before anything of it is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WHOM = ("area", "role", "language", "channel")
"""The conditions of an audience that may be said, beside a saved one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message. `languages`: its words. `buttons`: what they open. `media`: what goes with the words.
    `when`: see `schedules`.

    `place`: where it is asked for, '' on the command line itself.
    """

    languages: Mapping[str, str]
    buttons: Sequence[str] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, Path] = field(default_factory=dict)
    place: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it. `whom`: by condition, its values; `audience`: a saved one. `file`: where, if in one.

    `wrong`: what is wrong with how it was said, to be told with what is wrong with what it means.
    """

    name: str
    parts: Sequence[Part]
    audience: str = ""
    whom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    file: str = ""
    wrong: Sequence[Wrong] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, where, in English and in Arabic."""

    place: str
    en: str
    ar: str

    def said(self) -> str:
        """A line each."""
        return "\n".join(f"{self.place}: {words}" if self.place else words for words in (self.en, self.ar))
