"""Functions as data: a name, what it is given, what it gives, and how.

A signature is one letter for each argument: t(ext), n(umber), b(oolean), v(alue), s(everal answers), and
`?` after what may be left out, `*` after what may come any number of times, `+` at least once. The families
register theirs here; `compiling` looks them up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.expression.code import Code, Kind, Run, boolean, members, nodes, number, text, value
from bot.core.expression.errors import ExpressionError
from bot.core.expression.scope import Scope

_PART = re.compile(r"([tnbvs])([?*+]?)")


@dataclass(frozen=True, slots=True)
class Function:
    """`needs`: how many arguments at least. `letters`: of each; the last repeats when `endless`."""

    name: str
    gives: Kind
    work: Callable[..., Any]
    letters: str
    needs: int
    endless: bool
    scoped: bool

    def compiled(self, arguments: Sequence[Code], at: int) -> Code:
        """A call of it; ExpressionError when it is given something else than it takes."""
        given = len(arguments)
        if given < self.needs or (given > len(self.letters) and not self.endless):
            raise ExpressionError("arguments", self.name, at)
        last = self.letters[-1:]
        letters = self.letters[:given].ljust(given, last or " ")
        runs = [self._as(letter, code, at) for letter, code in zip(letters, arguments, strict=True)]
        return Code(self.gives, _applied(self.work, runs, scoped=self.scoped))

    def _as(self, letter: str, code: Code, at: int) -> Run:
        if letter == "s":
            found = nodes(code)
            if found is None:
                raise ExpressionError("arguments", self.name, at)
            return found
        return _AS[letter](code)


_AS: dict[str, Callable[[Code], Run]] = {"t": text, "n": number, "b": boolean, "v": value}
FUNCTIONS: dict[str, Function] = {}


def function(name: str, signature: str, gives: Kind, *, scoped: bool = False) -> Callable[[Any], Any]:
    """Register what follows under a name. `scoped`: it gets the scope before everything else."""
    parts = _PART.findall(signature.replace(" ", ""))
    needs = sum(1 for _, how in parts if how in {"", "+"})
    endless = any(how in {"*", "+"} for _, how in parts)
    letters = "".join(letter for letter, _ in parts)

    def registered(work: Any) -> Any:
        FUNCTIONS[name] = Function(name, gives, work, letters, needs, endless, scoped)
        return work

    return registered


def _applied(work: Callable[..., Any], runs: Sequence[Run], *, scoped: bool) -> Run:
    """The work on what the arguments give; the common numbers of them without a list."""
    if scoped:
        return lambda scope: work(scope, *[run(scope) for run in runs])
    match tuple(runs):
        case ():
            return lambda scope: work()
        case (one,):
            return lambda scope: work(one(scope))
        case (one, two):
            return lambda scope: work(one(scope), two(scope))
        case _:
            return lambda scope: work(*[run(scope) for run in runs])


def flattened(arguments: Sequence[Code]) -> Callable[[Scope], list[str]]:
    """All answers of all arguments, one after the other."""
    found = [members(code) for code in arguments]
    return lambda scope: [one for run in found for one in run(scope)]
