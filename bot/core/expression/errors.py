"""What is wrong with an expression, in a form that can be said in any language."""

from __future__ import annotations


class ExpressionError(ValueError):
    """`reason`: syntax, function (there is none of that name), arguments, path, size, and of a pattern
    pattern, pattern_part (not known here), pattern_large.

    `what` is the word or function it is about, `at` the place in the source, counted from 0.
    """

    def __init__(self, reason: str, what: str = "", at: int = 0) -> None:
        super().__init__(f"{reason}: {what} (at {at})" if what else f"{reason} (at {at})")
        self.reason, self.what, self.at = reason, what, at
