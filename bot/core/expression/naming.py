"""What the names in an expression mean: a question, a column of a list, or either, by where they stand.

In brackets behind a list a name is a column of its rows; in brackets behind a question or a repeat it is what
was answered in that repetition, whether it is written `age`, `./age` or `${age}`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.expression.parsing import below
from bot.core.expression.tree import Above, Filter, Here, Reference, Step, Tree


@dataclass
class Named:
    """`questions` for certain; `columns` of lists; `bare` names outside all brackets."""

    questions: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)

    def read(self, tree: Tree) -> None:
        """Gather them."""
        waiting: list[tuple[Tree, set[str]]] = [(tree, self.bare)]
        while waiting:
            one, column = waiting.pop()
            match one:
                case Reference(name, _, True):
                    column.add(name)
                case Reference(name):
                    self.questions.add(name)
                case Filter(of, predicate):
                    waiting += [(of, column), (predicate, self._inside(of))]
                case Step(of, name):
                    if is_of_questions(of):
                        self.questions.add(name)
                    waiting.append((of, column))
                case _:
                    waiting += [(part, column) for part in below(one)]

    def _inside(self, of: Tree) -> set[str]:
        return self.questions if is_of_questions(of) else self.columns


def is_of_questions(tree: Tree) -> bool:
    """Whether it is answers and repetitions, and not the rows of a list."""
    while isinstance(tree, Filter | Step):
        tree = tree.of
    return isinstance(tree, Reference | Above | Here)
