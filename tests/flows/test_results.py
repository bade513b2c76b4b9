"""Every result that an action brings back is one that the conversation goes on with."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.actions.lookups import LOOKUPS
from bot.flows.finding import _FOUND

ACTIONS = Path(__file__).resolve().parents[2] / "bot" / "actions"


def told() -> Iterator[str]:
    """The kinds in `job.tell(person, KIND, …)` and `Found(KIND, …)`."""
    for path in sorted(ACTIONS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = {"tell": 1, "Found": 0}.get(name)
            if at is not None and len(node.args) > at:
                kind = node.args[at]
                if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                    yield kind.value


def test_every_result_is_known_here() -> None:
    kinds = set(told())
    assert {"decided", "returned", "nobody", "linked"} <= kinds
    assert kinds <= _FOUND.keys()


def test_every_look_up_is_known_on_both_sides() -> None:
    heard_again = {"offered"}  # words, by the engine itself
    assert LOOKUPS.keys() - heard_again <= _FOUND.keys()
