"""What expressions may cost in one turn: of a form that asks for more some is left empty, and nobody waits.

The unit is a row that is looked at, of a list or of the answers; an evaluation counts as a hundred. Three
hundred questions that are all worked out anew cost 30,000, a choice among a hundred thousand towns 100,000,
and all five million about a second. What comes after them finds no rows and is not worked out.
"""

from __future__ import annotations

from dataclasses import dataclass

EVALUATION = 100
TURN = 5_000_000


@dataclass(slots=True)
class Budget:
    """`left` goes below 0 when it is overdrawn, and stays there."""

    left: int = TURN

    @property
    def spent(self) -> bool:
        """Whether something was asked for that was not left."""
        return self.left < 0

    def affords(self, cost: int) -> bool:
        """Whether that was left; it is gone now."""
        self.left -= cost
        return self.left >= 0
