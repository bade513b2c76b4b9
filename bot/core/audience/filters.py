"""What a filter over people may ask, and what it is that it asks about.

One record with a kind, as JSON and a form by chat have it; which of its fields a kind reads is said below.
Everything asked is a plain column: what people write is sealed, so no statement could compare it. Of answers
only those are plain that their question offers for it (`FILTER`): an option that was chosen, of a question
that is not sensitive, in a form that knows people by name. All other answers stay sealed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from bot.core.form import Answer, Answers, Field, Form
from bot.core.person import Person
from bot.core.place import Areas
from bot.core.programme import Book
from bot.core.records import record

Kind = Literal[
    "all",
    "any",
    "not",
    "area",
    "role",
    "programme",
    "sex",
    "age",
    "language",
    "channel",
    "registered",
    "seen",
    "unseen",
    "answered",
    "unanswered",
    "unfinished",
    "answer",
    "got",
]

CURRENT: Final = "now"
"""As a wave: the one in which the form is when the audience is counted."""

FILTER: Final = "filter"
"""The setting of a field that makes its answers something that an audience may ask about."""

_CHOSEN: Final = frozenset({"choice", "choices"})


@record(frozen=True)
class Audience:
    """Everybody of whom this holds.

    all, any, not: `of` (all of none is everybody). area (and what lies in it), role, programme, sex,
    language, channel: one of `values`. age: from `low` to `high` years, 0 leaves open. registered: from the
    day `first` to the day `last`, '' leaves open. seen, unseen: wrote within `days`, or did not. answered,
    unanswered, unfinished: `form`, in `wave` ('' any). answer: to `field` of `form` one of `values`.
    got: whom a message of one of these campaigns reached, or may have reached.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    of: tuple[Audience, ...] = ()
    form: str = ""
    field: str = ""
    wave: str = ""
    low: int = 0
    high: int = 0
    first: str = ""
    last: str = ""
    days: int = 0


EVERYBODY: Final = Audience("all")

Reach = tuple[str, ...] | None
"""The areas whose people a member of staff may choose among, with what lies in them; None for all."""


def reach(staff: Person) -> Reach:
    """Admins answer for everybody, coordinators for their areas (without any for all), others for nobody."""
    if staff.is_a("admin") or (staff.is_a("coordinator") and not staff.areas):
        return None
    return staff.areas if staff.is_a("coordinator") else ()


def below(areas: Areas, codes: Sequence[str]) -> tuple[str, ...]:
    """These areas and all that lies in them, each once; a code that the tree does not have stays."""
    found: dict[str, None] = {}
    waiting = list(reversed(codes))
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = None
            waiting += [area.code for area in reversed(areas.children(code))] if code else []
    return tuple(found)


def covers(areas: Areas, held: Reach, wanted: Reach) -> bool:
    """Whether who answers for `held` answers for all of `wanted`."""
    if held is None or wanted is None:
        return held is None
    return all(not set(held).isdisjoint(areas.upwards(code)) for code in wanted)


# ------------------------------------------------------------------------------------------ forms


def form_of(book: Book, name: str) -> Form | None:
    """As it is asked, or was asked last."""
    return book.forms.get(name) or book.past.get(name)


def wave_of(book: Book, audience: Audience) -> str:
    """The wave that is meant, '' for any."""
    if audience.wave != CURRENT:
        return audience.wave
    form = form_of(book, audience.form)
    return form.wave if form is not None else ""


def parts(audience: Audience) -> Iterator[Audience]:
    """The audience and all that it is made of."""
    waiting = [audience]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.of


def asks_privately(audience: Audience, book: Book) -> bool:
    """Whether it tells who took part in a private form: then nobody of it is shown, nor a small number."""
    named = (form_of(book, one.form) for one in parts(audience) if one.form)
    return any(form is not None and form.private for form in named)


# ---------------------------------------------------------------------------------------- answers


def filterable(field: Field) -> bool:
    """Whether what is chosen here may be kept in the open: the form says so, and it is not sensitive."""
    return bool(field.settings.get(FILTER)) and field.type in _CHOSEN and not field.sensitive


def plain_answers(form: Form, answers: Answers) -> tuple[tuple[str, str], ...]:
    """(field, option) of all answers that an audience may ask about; mostly there are none.

    Only what is one of the options: neither «I prefer not to say» nor anything in somebody's own words. Of a
    question that is asked several times over any answer counts.
    """
    marked = [field for field in form.having(FILTER) if filterable(field)]
    if not marked or form.private:
        return ()
    found: dict[tuple[str, str], None] = {}
    for field in marked:
        options = {option.name for option in field.options}
        given = (value for name, value in answers.items() if name.partition("[")[0] == field.name)
        found |= {(field.name, one): None for value in given for one in _chosen(value) if one in options}
    return tuple(found)


def _chosen(value: Answer) -> Iterator[str]:
    given = value if isinstance(value, list) else [value]
    yield from (one for one in given if isinstance(one, str))
