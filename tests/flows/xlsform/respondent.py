"""A generated respondent: fills in any form from a workbook through the engine, well and badly.

Most answers are valid; one in five is not, and then nothing may change. Now and then the respondent goes
back, passes a question over, and at the summary corrects an answer. After every turn what must hold is
asserted, against a Record that is made from nothing but the answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zlib import crc32

from bot.app.conversing import with_form
from bot.core.conversation import (
    Draft,
    Input,
    Odd,
    Said,
    Sent,
    State,
    Step,
    Submit,
    Tapped,
    Turn,
    WakeAt,
    Woke,
)
from bot.core.fields import BY_NAME
from bot.core.form import Answer, Field, Form
from bot.core.logic import Record, graph_of, name_of, waits
from bot.core.media import Media
from bot.core.message import Message
from tests.flows.player import ZONE
from tests.flows.sample import PEOPLE, book, reload, stepped
from tests.flows.xlsform.candidates import candidates, numbers_in
from tests.flows.xlsform.seen import readable

LOCAL = datetime(2026, 3, 5, 10, tzinfo=ZONE)
ENDS = frozenset({"summary", "offer", "edit"})
_SHORT = 3
INVALID, BACK, SKIP, EDIT = 0.2, 0.27, 0.34, 0.37
FEW_MORE = 4
# To these kinds any words are an answer.
_WORDLESS = frozenset({"text"})


class Respondent:
    """One person, who fills in one form in one language."""

    def __init__(self, form: Form, language: str, seed: int) -> None:
        self.form = form
        self.rng = random.Random(f"{form.name} {language} {seed}")
        self.book = with_form(book(), form)
        self.state = State(replace(PEOPLE["volunteer"], language=language))
        self.message = Message(())
        self.submitted: Submit | None = None
        self.last: Draft | None = None
        self.turns = 0
        self.corrections = self.rng.randint(1, 3)
        self.ids = (f"{n:032x}" for n in count(crc32(f"{form.name}{seed}".encode())))
        self.numbers = numbers_in(form)

    def play(self) -> Submit:
        """From the first question to sending."""
        self._take(Tapped(0, f"form:{self.form.name}"))
        most = 100 + 20 * len(self.form.fields)
        while self.submitted is None:
            assert self.turns < most, f"still asking after {most} turns: {self._draft.at}"
            self._move()
        return self.submitted

    # --------------------------------------------------------------------------------------- turns

    @property
    def _draft(self) -> Draft:
        assert self.state.draft is not None
        return self.state.draft

    @property
    def _is_tired(self) -> bool:
        """A long form must end: from some turn on only what leads on is said."""
        return self.turns > 20 + 3 * len(self.form.fields)

    def _take(self, given: Input) -> Step:
        self.turns += 1
        now = LOCAL.astimezone(UTC) + timedelta(minutes=2 * self.turns)
        done = stepped(
            self.book, self.state, given, Turn(now, LOCAL, self.ids, self.turns, "telegram", "a" * 32)
        )
        self.state = reload(done.state)
        for self.message in done.messages:
            readable(self.message, self.state.person)
        self.submitted = next((one for one in done.effects if isinstance(one, Submit)), None)
        if self.state.draft is not None and self.state.draft.form == self.form.name:
            self.last = self.state.draft
            self._holds(self.state.draft)
        album = [one for one in done.effects if isinstance(one, WakeAt) and one.what == "album"]
        assert album or done.messages, f"nothing is said to {given}"
        return self._take(Woke("album", album[-1].data)) if album else done

    def _press(self, choice: str) -> Step:
        return self._take(Tapped(self.message.stamp, choice, about=self.message.about))

    def _move(self) -> None:
        aside, at = self.state.talk.aside, self._draft.at
        if aside is not None:
            assert aside.kind in {"skips", "which"}, aside
            self._press({"skips": "continue", "which": "none"}[aside.kind])
        elif at in ENDS:
            self._at_the_end()
        else:
            self._at_a_question(at)

    def _at_a_question(self, key: str) -> None:
        mood = 1.0 if self._is_tired else self.rng.random()
        if mood < INVALID:
            self._invalid(key)
        elif mood < BACK:
            self._back()
        elif mood < SKIP:
            self._skip(key)
        elif mood < EDIT and self._draft.given:
            self._edit_message()
        else:
            self._valid(key)

    # ---------------------------------------------------------------------------------- what must hold

    def _holds(self, draft: Draft) -> None:
        """What is asked is relevant, and the answers are those that a new Record would leave as they are."""
        made = self.record(draft.answers, draft)
        made.start()
        assert made.answers == draft.answers, _differing(made.answers, draft.answers)
        assert made.off == set(draft.notes.get("off", ()))
        if draft.at and draft.at not in ENDS | {"send"}:
            assert draft.at in {key for key, part, _ in made.stops() if waits(part)}, draft.at

    def record(self, answers: object, draft: Draft) -> Record:
        """One with these answers, and nothing worked out."""
        assert isinstance(answers, dict)
        zone = LOCAL.tzinfo
        assert zone is not None
        labels = {
            one.name: {o.name: self._label(o.label.languages, o.name) for o in one.options}
            for one in self.form.fields
            if one.options
        }
        return Record(self.form, dict(answers), set(), LOCAL, zone, labels, crc32(draft.id.encode()))

    def _label(self, languages: object, name: str) -> str:
        assert isinstance(languages, dict)
        return languages.get(self.state.person.language) or next(iter(languages.values()), name)

    def right_first_time(self, final: dict[str, Answer], draft: Draft) -> Record:
        """Somebody who gives these answers in order, and passes over what has none."""
        known = {f.name: final[f.name] for f in self.form.fields if f.type == "metadata" and f.name in final}
        made, passed = self.record(known, draft), set[str]()
        made.start()
        while (stop := made.following(passed)) is not None:
            if stop[0] in final:
                made.answer(stop[0], final[stop[0]])
            else:
                assert not made.requires(stop[0]), stop[0]
                passed.add(stop[0])
        return made

    # ------------------------------------------------------------------------------------ valid answers

    def _valid(self, key: str) -> None:
        """An answer that the question takes; one that cannot be answered is passed over."""
        made = self._now()
        if self._is_more(key):
            self._press(self._more(key))
            return
        field = self.form.field(key)
        suggested = next((one.id for one in self.message.choices if one.id.startswith("suggested")), "")
        if suggested and self.rng.random() < 0.3:
            self._press(suggested)
            self._is_taken(key, None)
            return
        found = self._chosen(field, made)
        if found is None:
            assert not made.requires(key), f"nothing answers {key}"
            self._skip(key)
        elif isinstance(found, list):
            self._several(key, found)
        else:
            self._one(key, *found)

    def _now(self) -> Record:
        return self.record(self._draft.answers, self._draft)

    def _is_more(self, key: str) -> bool:
        return name_of(key) in graph_of(self.form).repeats

    def _more(self, key: str) -> str:
        """Few repetitions: «yes» to the first more often than to another."""
        if self._is_tired or len(self._draft.answers) > FEW_MORE * len(self.form.fields):
            return "no"
        return "yes" if self.rng.random() < (0.7 if key.endswith("[1]") else 0.3) else "no"

    def _chosen(self, field: Field, made: Record) -> tuple[Input, Answer] | list[str] | None:
        if field.type in {"choice", "acknowledge"}:
            names = [o.name for o in made.options(field.name) if made.allows(field.name, o.name)]
            return self._named(names, field)
        if field.type in {"choices", "rank"}:
            return self._some(field, made)
        found = [one for one in candidates(field, self.numbers) if made.allows(field.name, one[1])]
        return self.rng.choice(found) if found else None

    def _named(self, names: Sequence[str], field: Field) -> tuple[Input, Answer] | None:
        if not names:
            return None
        name = self.rng.choice(names)
        offered = {choice.id: choice for choice in self.message.choices}
        how, one = self.rng.random(), offered.get(name)
        if one is None or one.number < 1 or self._draft.partial or how > 0.5:
            return Tapped(self.message.stamp, name), name
        label = one.label.languages.get(self.state.person.language, "")
        others = [choice.label for choice in self.message.choices if choice is not one]
        is_own = len(label) > _SHORT and one.label not in others and not any(map(str.isdigit, label))
        return Said(label if how < 0.2 and is_own else str(one.number)), name

    def _some(self, field: Field, made: Record) -> list[str] | None:
        """Several of the options, in their order; all of them for a ranking."""
        names = [option.name for option in made.options(field.name)]
        for _ in range(20):
            size = len(names) if field.type == "rank" else self.rng.randint(1, max(1, min(3, len(names))))
            picked = self.rng.sample(names, min(size, len(names)))
            inorder = picked if field.type == "rank" else [name for name in names if name in picked]
            if inorder and made.allows(field.name, list(inorder)):
                return inorder
        return None

    def _several(self, key: str, names: list[str]) -> None:
        """Press what is to be chosen and is not yet, and what is chosen and is not to be; then *done*."""
        before = set(self._draft.partial.get("chosen", ()))
        for name in [*(n for n in names if n not in before), *(before - set(names))]:
            self._press(name)
        if self._is_gathering(key):
            self._press("done")
        self._is_taken(key, names)

    def _one(self, key: str, given: Input, value: Answer) -> None:
        self._take(replace(given, message=f"m{self.turns}") if isinstance(given, Said) else given)
        for _ in range(3):  # a date to confirm, a photo that may be followed by others
            if self._is_gathering(key):
                self._press(self.message.choices[0].id)
        self._is_taken(key, value)

    def _is_gathering(self, key: str) -> bool:
        draft = self.state.draft
        return draft is not None and draft.at == key and bool(draft.partial)

    def _is_taken(self, key: str, value: Answer) -> None:
        assert self.last is not None
        assert self.state.draft is None or self.state.draft.at != key, f"{key} does not take {value!r}"
        if value is not None and self.state.draft is not None:
            assert self.last.answers.get(key) == value, (key, self.last.answers.get(key))

    # ------------------------------------------------------------------------------ everything else

    def _invalid(self, key: str) -> None:
        """What is no answer leaves everything as it was, and something is said."""
        given = self.rng.choice(list(self._not_answers(key)))
        before = self._draft
        self._take(given)
        after = self._draft
        assert (after.answers, after.at, after.passed) == (before.answers, before.at, before.passed), given
        assert self.message.acks or self.state.talk.aside or after.partial, f"nothing is said to {given}"

    def _not_answers(self, key: str) -> Iterator[Input]:
        field, made = self.form.field(key), self._now()
        yield Odd("poll")
        yield Tapped(self.message.stamp, "no_such_choice")
        if field.type not in {"video", "file"}:
            yield Sent((Media("video", ref="r", id=f"{self.turns:032x}"),), message=f"v{self.turns}")
        if field.type not in _WORDLESS:
            yield Said("قطة زرقاء فوق السطح", message=f"m{self.turns}")
        if self._is_more(key):
            return
        left = {option.name for option in made.options(key)}
        yield from (Tapped(self.message.stamp, o.name) for o in field.options[:50] if o.name not in left)
        if field.type not in {"choice", "choices", "rank", "acknowledge"}:
            them = candidates(field, self.numbers)
            yield from (given for given, value in them if not made.allows(key, value))

    def _back(self) -> None:
        before = self._draft
        self._take(Said("رجوع", message=f"m{self.turns}"))
        assert self._draft.answers == before.answers

    def _edit_message(self) -> None:
        """A message that answered is changed; what may not be said leaves everything as it was."""
        before, made = self._draft, self._now()
        key, message = self.rng.choice(sorted(before.given.items()))
        if self._is_more(key):
            return
        given, value = self.rng.choice(candidates(self.form.field(key), self.numbers))
        if not isinstance(given, Said):
            return
        self._take(replace(given, message=message, edits=message))
        if not (made.is_there(key) and made.allows(key, value)):
            assert self._draft.answers == before.answers

    def _skip(self, key: str) -> None:
        before, required = self._draft, self._is_more(key) or self._now().requires(key)
        self._take(Said("تخطي", message=f"m{self.turns}"))
        if required:
            assert (self._draft.answers, self._draft.at) == (before.answers, before.at)
            assert self.message.acks
        elif self.state.draft is not None and self.state.talk.aside is None:
            assert self._draft.at != key or before.partial.get("photos")

    # ---------------------------------------------------------------------------------- the end

    def _at_the_end(self) -> None:
        draft = self._draft
        if draft.given and not self._is_tired and self.rng.random() < 0.2:
            self._edit_message()
        elif draft.at == "edit":
            self._edit()
        elif self.corrections and not self._is_tired and self._has("edit"):
            self.corrections -= 1
            self._complete(draft)
            self._press("edit")
        else:
            self._complete(draft)
            self._press("send")

    def _has(self, choice: str) -> bool:
        return any(one.id == choice for one in self.message.choices)

    def _edit(self) -> None:
        """Any line of the list, by its number."""
        lines = sum(part.key == "edit.line" for part in self.message.parts)
        self._take(Said(str(self.rng.randint(1, lines)), message=f"m{self.turns}"))
        assert self._draft.at not in ENDS

    def _complete(self, draft: Draft) -> None:
        """Nothing that is asked is left out, and every answer is one that may be given."""
        made = self.record(draft.answers, draft)
        made.start()
        assert made.following(draft.passed) is None, made.following(draft.passed)
        for key, value in draft.answers.items():
            owner = graph_of(self.form).owners[name_of(key)]
            assert made.is_asked(key), key
            if "calculation" in owner.made or not isinstance(owner.part, Field):
                continue
            assert made.allows(key, value), key
            if owner.part.options:
                allowed = {option.name for option in made.options(key)}
                assert allowed.issuperset(value if isinstance(value, list) else [value]), key
            assert owner.part.type in BY_NAME
        assert all(key in draft.answers or not made.requires(key) for key in draft.passed)

    def final(self) -> tuple[dict[str, Answer], dict[str, Answer]]:
        """What was sent, and what would have been by somebody who answered so at once."""
        assert self.submitted is not None
        assert self.last is not None
        known = {one.name for one in self.form.fields if one.type == "metadata"}
        sent = {key: value for key, value in self.submitted.answers.items() if key not in known}
        made = self.right_first_time(dict(self.submitted.answers), self.last)
        return sent, {key: value for key, value in made.answers.items() if key not in known}


def _differing(these: dict[str, Answer], those: Mapping[str, Answer]) -> dict[str, tuple[Answer, Answer]]:
    """Where they are not the same."""
    every = {**these, **those}
    return {k: (these.get(k), those.get(k)) for k in every if these.get(k) != those.get(k)}
