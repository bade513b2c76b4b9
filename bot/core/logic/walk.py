"""The way through a form as its answers stand: whatever nothing leaves out, in every repetition."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.core.form import Answers, Field, Form, Group
from bot.core.logic.graph import Part, Section, graph_of
from bot.core.logic.keys import Places, key_of
from bot.core.logic.texts import YES

MAX_REPEATS = 50

# Something on the way: its key, the question (or the repeat, of which it is asked whether there is another),
# and the repetitions that it stands in. A plain tuple: a turn makes one for each question.
Stop = tuple[str, Field | Group, Places]


def stops(form: Form, answers: Answers, off: Collection[str]) -> Iterator[Stop]:
    """All that is asked or said, in order. `off`: what its own condition leaves out, as a Record has it."""
    return _Walk(answers, off).along(graph_of(form).parts, ())


class _Walk:
    def __init__(self, answers: Answers, off: Collection[str]) -> None:
        self._answers, self._off = answers, off

    def along(self, parts: Sequence[Part], places: Places) -> Iterator[Stop]:
        for part in parts:
            if isinstance(part, Section):
                if key_of(part.group.name, places) not in self._off:
                    yield from self._through(part, places)
            else:
                key = key_of(part.name, places)
                if key not in self._off:
                    yield key, part, places

    def _through(self, section: Section, places: Places) -> Iterator[Stop]:
        group = section.group
        if not group.repeat:
            yield from self.along(section.parts, places)
            return
        for place in range(1, MAX_REPEATS + 1):
            inner = (*places, place)
            key = key_of(group.name, inner)
            if not group.count:
                yield key, group, inner
            if self._answers.get(key) != YES:
                return
            yield from self.along(section.parts, inner)
