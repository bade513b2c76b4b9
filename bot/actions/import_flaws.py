"""What is wrong in a table that is to be imported: where it stands, what it is, and what to do.

They are collected, so that whoever mends the file sees them all at once; nothing is stored while one stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.text import Text, key, verbatim

MOST = 100
"""After so many nobody reads on, and the file is not read on either."""

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Flaw:
    """`row` as the spreadsheet numbers it. `said`: a key of the catalogues under `import.flaw`."""

    sheet: str
    row: int
    column: str
    said: Text

    @property
    def text(self) -> Text:
        """The place and the sentence."""
        sheet, column = verbatim(self.sheet), verbatim(self.column[:_LONGEST])
        if not self.column:
            return key("import.at_row", sheet=sheet, row=self.row, said=self.said)
        return key("import.at_cell", sheet=sheet, row=self.row, column=column, said=self.said)


@dataclass
class Flaws:
    """What was found so far."""

    found: list[Flaw] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether there are enough of them."""
        return len(self.found) >= MOST

    def add(self, sheet: str, row: int, column: str, said: Text) -> None:
        """One more."""
        if not self.full:
            self.found.append(Flaw(sheet, row, column, said))


class Flawed(Exception):
    """The file has these, and nothing of it was stored."""

    def __init__(self, flaws: Flaws) -> None:
        super().__init__(*flaws.found)
        self.flaws = flaws.found


def shown(value: object) -> Text:
    """What stands in a cell, short enough for a sentence."""
    words = str(value)
    return verbatim(words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…")
