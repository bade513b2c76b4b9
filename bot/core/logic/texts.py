"""Answers as expressions see them: texts as ODK stores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.expression.budget import Budget
from bot.core.expression.values import number_as_text
from bot.core.form import Answer, Answers
from bot.core.logic.graph import Graph
from bot.core.logic.keys import Places, key_of, places_of

YES = "yes"


def text_of(answer: Answer) -> str:
    """One answer; '' where there is none."""
    if isinstance(answer, str):
        return answer
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    if isinstance(answer, int | float):
        return number_as_text(float(answer))
    if isinstance(answer, list):
        return " ".join(text_of(one) for one in answer)
    return _of_parts(answer)


def _of_parts(answer: Mapping[str, object]) -> str:
    """A place in four numbers, words as they are, a count as its total, else the name of a file."""
    if "latitude" in answer and "longitude" in answer:
        return " ".join(str(answer.get(one, 0)) for one in ("latitude", "longitude", "altitude", "accuracy"))
    for name in ("text", "total", "name"):
        if name in answer:
            return text_of(answer[name])  # type: ignore[arg-type] # of an answer there are only answers
    for files in answer.values():
        if isinstance(files, list) and files:
            return text_of(files[0])
    return ""


class Texts:
    """The answers by name, as they are seen from one place; asked only for what an expression names.

    `around`: the repeats that this place stands in, `places`: in which of their repetitions, the outer first.
    """

    __slots__ = ("_answers", "_around", "_budget", "_graph", "_places")

    def __init__(
        self,
        answers: Answers,
        graph: Graph,
        budget: Budget,
        around: Sequence[str] = (),
        places: Places = (),
    ) -> None:
        self._answers, self._graph, self._budget = answers, graph, budget
        self._around, self._places = around, places

    def get(self, name: str, default: str = "") -> str | Sequence[str]:
        """The answer here; of what is repeated within this place, or elsewhere, those of all repetitions."""
        graph = self._graph
        depth = graph.depths.get(name, 0)
        if depth == 0:
            found = self._answers.get(name)
            return found if isinstance(found, str) else text_of(found)
        repeats = graph.owners[name].repeats
        here = self._places[: shared(self._around, repeats)]
        if len(here) == depth:
            return text_of(self._answers.get(key_of(name, here)))
        return self._within(name, here)

    def _within(self, name: str, here: Places) -> list[str]:
        """The answers below a place, in order; of a repeat one text for each repetition that there is."""
        return [text for _, text in self._below(name, here)]

    def _below(self, name: str, here: Places) -> list[tuple[Places, str]]:
        if not self._budget.affords(len(self._answers)):
            return []
        start, repeats = f"{name}[", name in self._graph.repeats
        return sorted(
            (places, "" if repeats else text_of(value))
            for key, value in self._answers.items()
            if key.startswith(start) and not (repeats and value != YES)
            if (places := places_of(key))[: len(here)] == here
        )

    def standing(self, name: str) -> list[tuple[Texts, str]]:
        """Each repetition in which it was answered, with the answer; of a repeat each that there is."""
        owner = self._graph.owners.get(name)
        repeats = owner.repeats if owner is not None else ()
        here = self._places[: shared(self._around, repeats)]
        if name in self._graph.repeats:
            around = (*repeats, name)
        elif len(here) == len(repeats):
            return [(self, text_of(self._answers.get(key_of(name, here))))]
        else:
            around = repeats
        answers, graph, budget = self._answers, self._graph, self._budget
        return [(Texts(answers, graph, budget, around, at), text) for at, text in self._below(name, here)]

    @property
    def all(self) -> Everywhere:
        """The same from outside every repeat."""
        return Everywhere(self._answers, self._graph, self._budget)


class Everywhere:
    """Answers by name in all repetitions, '' where there is none: what `indexed-repeat` chooses from."""

    __slots__ = ("_answers", "_budget", "_graph")

    def __init__(self, answers: Answers, graph: Graph, budget: Budget) -> None:
        self._answers, self._graph, self._budget = answers, graph, budget

    def get(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """Those of one question, or one '' for each repetition of a repeat."""
        if not self._budget.affords(len(self._answers)):
            return default
        owner = self._graph.owners.get(name)
        repeats = (owner.repeats[-1:] or (name,)) if owner is not None else ()
        innermost = name if name in self._graph.repeats else "".join(repeats)
        start = f"{innermost}["
        there = sorted(
            places_of(key) for key, one in self._answers.items() if key.startswith(start) and one == YES
        )
        if innermost == name:
            return [""] * len(there) or default
        return [text_of(self._answers.get(key_of(name, places))) for places in there] or default


def shared(these: Sequence[str], those: Sequence[str]) -> int:
    """How many repeats two places stand in together."""
    both = 0
    for one, another in zip(these, those, strict=False):
        if one != another:
            break
        both += 1
    return both
