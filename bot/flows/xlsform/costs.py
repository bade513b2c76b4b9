"""What a form costs before anybody has answered: it is opened once, and each expression evaluated by itself.

What depends on answers cannot be known here; the same bounds hold in a chat, where what is beyond them stays
empty (`bot.core.expression.budget`). One expression may cost a tenth of a turn, because a turn evaluates it
several times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC

from bot.core.expression.budget import TURN
from bot.core.expression.scope import EPOCH
from bot.core.form import Form, Group
from bot.core.logic import Record, name_of
from bot.core.logic.record import LONGEST, MOST_REPEATED
from bot.flows.xlsform.problems import SURVEY, Problem

_ONE = TURN // 10
_ALL = TURN * 4
_TOLD = 5


def costly(form: Form, rows: Mapping[str, int], headers: Mapping[str, str]) -> list[Problem]:
    """What would be left empty. `rows`: of a question; `headers`: attributes as the sheet has them."""
    made = Record(form, {}, set(), EPOCH, UTC)
    made.start()
    found = list(_expressions(made, rows, headers))
    return found or list(_opening(made, rows))


def _expressions(made: Record, rows: Mapping[str, int], headers: Mapping[str, str]) -> Iterator[Problem]:
    """Those that cost too much by themselves, the first few; looking for them is bounded, too."""
    spent = told = 0
    for name, owner in made.graph.owners.items():
        for attribute, expression in owner.made.items():
            cost = made.cost(name, attribute)
            spent += cost
            if cost > _ONE:
                told += 1
                about = {"source": expression.source}
                yield Problem("costly", SURVEY, rows.get(name, 0), headers[attribute], about)
            if spent > _ALL or told == _TOLD:
                return


def _opening(made: Record, rows: Mapping[str, int]) -> Iterator[Problem]:
    """What opening it leaves empty, at its first place."""
    names = {name_of(key) for key in made.unworked}
    name = next((one for one in made.graph.owners if one in names), "")
    if made.budget.spent:
        yield Problem("costly_opening", SURVEY, rows.get(name, 0), about={"what": name})
    elif name:
        part = made.graph.owners[name].part
        code, most = ("many_repeated", MOST_REPEATED) if isinstance(part, Group) else ("long_text", LONGEST)
        yield Problem(code, SURVEY, rows.get(name, 0), about={"what": name, "most": str(most)})
