"""A record under way: the answers, and what is not asked; every change settles all that depends on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from heapq import heappop, heappush
from itertools import compress

from bot.core.expression import Expression, Scope, as_number
from bot.core.expression.budget import EVALUATION, TURN, Budget
from bot.core.expression.scope import Row
from bot.core.form import Answer, Field, Form, Option
from bot.core.logic.graph import Graph, Owner, graph_of, waits
from bot.core.logic.keys import Places, key_of, name_of, places_of
from bot.core.logic.texts import YES, Texts, shared, text_of
from bot.core.logic.walk import MAX_REPEATS, Stop, stops

# What is worked out holds as much as a cell of a spreadsheet; all that is long together no more than this.
LONGEST = 32_767
MOST_LETTERS = 1_000_000
_SHORT = 1_000
# So many questions all repetitions may bring together; fifty of a form of three hundred do.
MOST_REPEATED = 20_000

_FORMS_OF_NONE: tuple[Answer, ...] = ("", None, [])
_LISTED = frozenset({"choice", "choices", "rank"})


@dataclass(slots=True)
class Record:
    """`answers` by key. `off`: what its own condition leaves out. The rest is for the scope of expressions.

    Answers that are worked out (calculations, repetitions that are counted) stand among the others. `facts`:
    what is known by itself, by the name of its question. `budget`: what all of it may cost; `unworked`: keys
    that were more than that, or than is kept.
    """

    form: Form
    answers: dict[str, Answer]
    off: set[str]
    now: datetime
    zone: tzinfo
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    seed: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    unworked: set[str] = field(default_factory=set)

    @property
    def graph(self) -> Graph:
        """What depends on what."""
        return graph_of(self.form)

    # ------------------------------------------------------------------------------ changing

    def start(self) -> None:
        """Work everything out for the first time."""
        self._settle([(name, places) for name in self.graph.owners for places in self._places(name)])

    def answer(self, key: str, value: Answer) -> None:
        """An answer, and all that follows from it."""
        if key in self.answers and self.answers[key] == value:
            return
        gone = self._ended(key) if value != YES else []
        self.answers[key] = value
        self._settle([*self._resting_on(key), *gone])

    def forget(self, key: str) -> None:
        """No answer any more."""
        if key in self.answers:
            gone = self._ended(key)
            self.answers.pop(key, None)
            self._settle([*self._resting_on(key), *gone])

    def _ended(self, key: str) -> list[tuple[str, Places]]:
        """Where there is no such repetition any more, there are no later ones either."""
        owner, places = self.graph.owners[name_of(key)], places_of(key)
        return self._shortened(owner, places[:-1], places[-1] - 1) if owner.is_repeat else []

    # ------------------------------------------------------------------------------- reading

    def stops(self) -> Iterator[Stop]:
        """All that is asked or said as the answers stand, in order."""
        return stops(self.form, self.answers, self.off)

    def following(self, passed: Collection[str] = ()) -> Stop | None:
        """The first question that is neither answered nor passed nor worked out; None at the end."""
        answers = self.answers
        for stop in self.stops():
            key, part, _ = stop
            if key not in answers and key not in passed and waits(part):
                return stop
        return None

    def is_asked(self, key: str) -> bool:
        """Whether nothing leaves it out: neither its own condition nor that of a group around it."""
        owner = self.graph.owners.get(name_of(key))
        if owner is None or key in self.off:
            return False
        places = places_of(key)
        above = self.graph.owners
        return not any(key_of(name, places[: len(above[name].repeats)]) in self.off for name in owner.above)

    def places_asked(self, name: str) -> list[str]:
        """The keys under which something is asked, one for each repetition."""
        keys = (key_of(name, places) for places in self._places(name))
        return [key for key in keys if self.is_asked(key)]

    def is_there(self, key: str) -> bool:
        """Whether it is asked, and there is the repetition that it stands in."""
        return self.is_asked(key) and bool(self._places(name_of(key), places_of(key)))

    def allows(self, key: str, value: Answer) -> bool:
        """Whether an answer is within the constraint of its question."""
        constraint = self.graph.owners[name_of(key)].made.get("constraint")
        if constraint is None or value in _FORMS_OF_NONE:
            return True
        return constraint.holds(self._scope(key, {**self.answers, key: value})) or self.budget.spent

    def requires(self, key: str) -> bool:
        """Whether its question cannot be passed; one that has no choices left can."""
        owner = self.graph.owners[name_of(key)]
        required = owner.made.get("required")
        if required is None or not required.holds(self._scope(key)):
            return False
        return getattr(owner.part, "type", "") not in _LISTED or bool(self.options(key))

    def suggests(self, key: str) -> str:
        """The default of its question; '' without one."""
        default = self.graph.owners[name_of(key)].made.get("default")
        return default.text(self._scope(key)) if default is not None else ""

    def options(self, key: str) -> tuple[Option, ...]:
        """The choices that its filter leaves."""
        owner = self.graph.owners[name_of(key)]
        one = owner.part
        if not isinstance(one, Field):
            return ()
        wanted = owner.made.get("filter")
        if wanted is None:
            return one.options
        kept = self._kept(wanted, self.form.lists.get(one.listed, ()), key)
        return tuple(compress(one.options, kept))

    def cost(self, name: str, attribute: str) -> int:
        """What one expression costs as the answers stand; of what is repeated, in the first repetition."""
        owner = self.graph.owners[name]
        key, kept = key_of(name, (1,) * len(owner.repeats)), self.budget
        self.budget = Budget()
        if attribute == "filter":
            self.options(key)
        else:
            owner.made[attribute].text(self._scope(key))
        cost = TURN - self.budget.left
        self.budget = kept
        return cost

    def text(self, key: str) -> str:
        """An answer as an expression sees it."""
        return text_of(self.answers.get(key))

    # ------------------------------------------------------------------------------- settling

    def _settle(self, first: Sequence[tuple[str, Places]]) -> None:
        """Evaluate these and whatever changes with them, each after all that it rests on."""
        rank, budget = self.graph.rank, self.budget
        row: list[tuple[int, str, Places]] = []
        waiting: set[tuple[str, Places]] = set()

        def queue(those: Sequence[tuple[str, Places]]) -> None:
            budget.left -= len(those)
            for one in those:
                if one not in waiting:
                    waiting.add(one)
                    heappush(row, (rank.get(one[0], 0), *one))

        queue(first)
        while row:
            _, name, places = heappop(row)
            waiting.discard((name, places))
            budget.left -= EVALUATION
            queue(self._worked_out(self.graph.owners[name], places))
            if budget.spent:
                self._leave((name, places), *waiting)
                return

    def _leave(self, *those: tuple[str, Places]) -> None:
        """Nothing rather than half of it: what was not worked out to the end is empty."""
        for name, places in those:
            key = key_of(name, places)
            self.unworked.add(key)
            if "calculation" in self.graph.owners[name].made:
                self.answers.pop(key, None)

    def _worked_out(self, owner: Owner, places: Places) -> list[tuple[str, Places]]:
        """Evaluate one; what has to be evaluated for it now."""
        key = key_of(owner.name, places)
        made = owner.made
        found: list[tuple[str, Places]] = []
        relevant = made.get("relevant")
        if relevant is not None:
            on = relevant.holds(self._scope(key))
            if self.budget.spent:
                return found
            found += self._turned(owner, key, places, on=on)
        if not self.is_asked(key):
            return found + self._dropped(owner, key, places)
        if "calculation" in made:
            due = self._is_due(owner, places)
            found += self._set(key, made["calculation"].text(self._scope(key)) if due else "")
        elif key not in self.answers and (given := self._given(owner, key)):
            found += self._set(key, given)
        if "count" in made:
            found += self._counted(owner, key, places, made["count"])
        if key in self.answers and "calculation" not in made and not self._stands(owner, key):
            del self.answers[key]
            found += self._resting_on(key)
        return found

    def _given(self, owner: Owner, key: str) -> str:
        """What it is though nobody says it: known by itself, or a default of what is not asked; else ''."""
        if waits(owner.part):
            return ""
        text = self.facts.get(owner.name, "") or self.suggests(key)
        return text if text and self.allows(key, text) else ""

    def _is_due(self, owner: Owner, places: Places) -> bool:
        """What waits for the answer of another question is not worked out before that has one."""
        triggers = getattr(getattr(owner.part, "logic", None), "trigger", ())
        depths = self.graph.depths
        return not triggers or any(self.text(key_of(one, places[: depths.get(one, 0)])) for one in triggers)

    def _turned(self, owner: Owner, key: str, places: Places, *, on: bool) -> list[tuple[str, Places]]:
        """What a condition says now; what lies within a group that comes back is worked out again."""
        if on == (key not in self.off):
            return []
        (self.off.discard if on else self.off.add)(key)
        return self._below(owner, places)

    def _dropped(self, owner: Owner, key: str, places: Places) -> list[tuple[str, Places]]:
        """Nothing is kept of what is not asked."""
        found: list[tuple[str, Places]] = []
        if key in self.answers:
            del self.answers[key]
            found += self._resting_on(key)
        if owner.is_repeat:
            found += self._shortened(owner, places, 0)
        return found

    def _set(self, key: str, text: str) -> list[tuple[str, Places]]:
        before = self.answers.get(key, "")
        if before == text:
            return []
        if text and self._has_room(text):
            self.answers[key] = text
            return self._resting_on(key)
        if text:
            self.unworked.add(key)
        return self._resting_on(key) if self.answers.pop(key, "") != "" else []

    def _has_room(self, text: str) -> bool:
        if len(text) <= _SHORT:
            return True
        if len(text) > LONGEST or not self.budget.affords(len(self.answers)):
            return False
        letters = sum(len(one) for one in self.answers.values() if isinstance(one, str) and len(one) > _SHORT)
        return letters + len(text) <= MOST_LETTERS

    def _counted(self, owner: Owner, key: str, places: Places, count: Expression) -> list[tuple[str, Places]]:
        number = as_number(count.evaluate(self._scope(key)), self.zone)
        if self.budget.spent:
            return []
        wanted = int(min(max(number, 0), MAX_REPEATS)) if number == number else 0
        found = self._shortened(owner, places, wanted)
        keys = (key_of(owner.name, (*places, place)) for place in range(1, wanted + 1))
        new = [one for one in keys if one not in self.answers]
        room = self._room(owner) if new else 0
        if room < len(new):
            self.unworked.add(key)
        for one in new[:room]:
            self.answers[one] = YES
            found += [*self._resting_on(one), *self._below(owner, places_of(one))]
        return found

    def _room(self, owner: Owner) -> int:
        """How many more repetitions of it there may be."""
        if not self.budget.affords(len(self.answers)):
            return 0
        within = self.graph.within
        held = sum(len(within.get(name_of(key), ())) for key, one in self.answers.items() if one == YES)
        return max(0, MOST_REPEATED - held) // max(1, len(within.get(owner.name, ())))

    def _shortened(self, owner: Owner, places: Places, wanted: int) -> list[tuple[str, Places]]:
        """Repetitions beyond so many are gone, with all that was answered in them."""
        self.budget.left -= len(self.answers)
        names = {owner.name, *self.graph.within.get(owner.name, ())}
        start = "".join(f"{place}][" for place in places)

        def is_beyond(key: str) -> bool:
            name, inside, where = key.partition("[")
            if not inside or name not in names or not where.startswith(start):
                return False
            return places_of(key)[len(places)] > wanted

        gone = [key for key in self.answers if is_beyond(key)]
        for key in gone:
            del self.answers[key]
        self.off = {key for key in self.off if not is_beyond(key)}
        return [one for key in gone for one in self._resting_on(key)]

    def _stands(self, owner: Owner, key: str) -> bool:
        """Whether an answer is still one of those that may be given."""
        constraint = owner.made.get("constraint")
        answered = self.answers[key] not in _FORMS_OF_NONE
        if answered and constraint is not None and not constraint.holds(self._scope(key)):
            return self.budget.spent
        if "filter" not in owner.made or getattr(owner.part, "type", "") not in _LISTED:
            return True
        names = {option.name for option in self.options(key)}
        given = self.answers[key]
        chosen = given if isinstance(given, list) else [given]
        return not answered or self.budget.spent or all(one in names for one in chosen)

    # ---------------------------------------------------------------------------------- places

    def _resting_on(self, key: str) -> list[tuple[str, Places]]:
        """What names the question of a key, wherever it stands."""
        name, places, graph = name_of(key), places_of(key), self.graph
        owner = graph.owners[name]
        found = [
            (one, where)
            for one in graph.dependents.get(name, ())
            for where in self._places(one, self._common(owner.repeats, one, places))
        ]
        return found + self._below(owner, places) if owner.is_repeat else found

    def _common(self, own: Sequence[str], other: str, places: Places) -> Places:
        """The repetitions that both stand in; none of what looks at all repetitions."""
        return () if other in self.graph.wide else places[: shared(own, self.graph.owners[other].repeats)]

    def _below(self, owner: Owner, places: Places) -> list[tuple[str, Places]]:
        """Everything in a group, in these repetitions."""
        return [
            (name, where)
            for name in self.graph.within.get(owner.name, ())
            for where in self._places(name, places)
        ]

    def _places(self, name: str, start: Places = ()) -> list[Places]:
        """The repetitions in which something stands, of those that begin so."""
        repeats = self.graph.owners[name].repeats
        first = start[: len(repeats)]
        if any(self.answers.get(key_of(repeats[n], first[: n + 1])) != YES for n in range(len(first))):
            return []  # there is no such repetition
        found = [first]
        for repeat in repeats[len(first) :]:
            found = [(*places, n) for places in found for n in range(1, self.times(repeat, places) + 1)]
        return found

    def times(self, repeat: str, places: Places = ()) -> int:
        """How many repetitions of it there are."""
        number = 0
        while number < MAX_REPEATS and self.answers.get(key_of(repeat, (*places, number + 1))) == YES:
            number += 1
        return number

    # ----------------------------------------------------------------------------------- scope

    def _scope(self, key: str, answers: Mapping[str, Answer] | None = None) -> Scope:
        places, around = places_of(key), self.graph.owners[name_of(key)].repeats
        texts = Texts(self.answers if answers is None else answers, self.graph, self.budget, around, places)
        return Scope(
            texts,
            this=name_of(key),
            now=self.now,
            zone=self.zone,
            every=texts.all,
            positions=places[::-1],
            lists=self.form.lists,
            labels=self.labels,
            seed=self.seed,
            budget=self.budget,
        )

    def _kept(self, wanted: Expression, rows: Sequence[Row], key: str) -> Iterator[bool]:
        """Of each row whether it is chosen. Rows are not known by their names: two towns may have one."""
        scope = self._scope(key).among(len(rows))
        for place, row in enumerate(scope.afforded(rows), 1):
            scope.row, scope.place = row, place
            yield wanted.holds(scope)
