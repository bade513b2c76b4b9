"""Answers as expressions see them: texts as ODK stores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    """The answers by name, from inside some repetitions; asked only for what an expression names."""

    __slots__ = ("_answers", "_graph", "_places")

    def __init__(self, answers: Answers, graph: Graph, places: Places) -> None:
        self._answers, self._graph, self._places = answers, graph, places

    def get(self, name: str, default: str = "") -> str | Sequence[str]:
        """The answer here; outside its repeat those of all repetitions."""
        depth = self._graph.depths.get(name, 0)
        if depth == 0:
            found = self._answers.get(name)
            return found if isinstance(found, str) else text_of(found)
        if depth <= len(self._places) and name not in self._graph.repeats:
            return text_of(self._answers.get(key_of(name, self._places[:depth])))
        return self.every(name)

    def every(self, name: str) -> list[str]:
        """The answers in all repetitions, in order; of a repeat one text for each that there is."""
        found = sorted(self._standing(name), key=lambda pair: pair[0])
        if name in self._graph.repeats:
            return ["" for _, one in found if one == YES]
        return [text_of(one) for _, one in found]

    @property
    def all(self) -> Everywhere:
        """The same from outside every repeat."""
        return Everywhere(self)

    def _standing(self, name: str) -> list[tuple[Places, Answer]]:
        start = f"{name}["
        return [(places_of(key), value) for key, value in self._answers.items() if key.startswith(start)]


class Everywhere:
    """Answers by name in all repetitions: what `indexed-repeat` chooses from."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def get(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """Those of one question."""
        return self._texts.every(name) or default
