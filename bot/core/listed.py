"""A list too long for one message: its pages, and what is found in it by name.

A typed number or a whole name is an answer; of everything else it is asked whether it is meant. Numbers run
through all pages, so that one means the same option whichever page is shown; where labels are numbers
themselves nothing else is numbered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.core import pages, search
from bot.core.arabic.folding import store
from bot.core.arabic.options import each, number, several
from bot.core.conversation import Input, Said
from bot.core.field import Asking, Prompt, Refusal
from bot.core.form import Option
from bot.core.offers import (
    apart,
    called,
    choices,
    heard,
    hinted,
    joined,
    label,
    languages,
    lines,
    named,
    unnumbered,
    wording,
)
from bot.core.refusals import refused
from bot.core.text import Text, key, verbatim

ONE_PAGE = 12
_MOST_FOUND = pages.PAGE
_MOST_NAMED = 10
_QUOTED = 60

_Labels = tuple[tuple[str, ...], ...]


def is_long(asking: Asking) -> bool:
    """Whether the options of a field need pages."""
    return len(asking.field.options) > ONE_PAGE


# -------------------------------------------------------------------------------- what is offered


def prompt(asking: Asking, marked: Sequence[str] | None = None, beside: Sequence[Option] = ()) -> Prompt:
    """The page that is shown. `marked`: where several may be chosen, those that are. `beside`: controls."""
    offers = (*_page(asking), *unnumbered(asking.field.special), *beside)
    hint = hinted(asking, key("field.choice.search"))
    if marked is not None and not marked and asking.form.worked:
        hint = lines((hint, key("field.choices.several")))
    if marked:
        hint = lines((hint, _so_far(marked, asking)))
    multiple = marked is not None
    return Prompt(choices=choices(offers, marked or ()), hint=hint, slot=True, multiple=multiple)


def _so_far(marked: Sequence[str], asking: Asking) -> Text:
    """What is chosen, for most of it stands on other pages."""
    labels = [label(name, asking.field.options) for name in marked[:_MOST_NAMED]]
    more = [verbatim("…")] if len(marked) > _MOST_NAMED else []
    return key("field.choices.so_far", n=len(marked), chosen=joined([*labels, *more]))


def _page(asking: Asking) -> Iterator[Option]:
    options = asking.field.options
    page = pages.page(asking, len(options))
    shown = pages.window(page, len(options))
    yield from numbered(options[shown.start : shown.stop], asking, shown.start + 1)
    if shown.stop < len(options):
        yield _more(asking)
    if page:
        yield _previous(asking)


def numbered(options: Sequence[Option], asking: Asking, first: int = 1) -> tuple[Option, ...]:
    """Some of the options, with numbers from `first` where a number is not a label."""
    if _are_numbers(_labels(asking)):
        return unnumbered(options)
    return tuple([Option(o.name, o.label, n) for n, o in enumerate(options, first)])


def as_found(options: Sequence[Option], names: Sequence[str], asking: Asking) -> tuple[Option, ...]:
    """A few of them as they were found, the likeliest first, numbered anew."""
    return numbered(sorted(options, key=lambda option: names.index(option.name)), asking)


def kept(asking: Asking) -> dict[str, Any]:
    """The page, which stays what it is while something else is gathered."""
    return {"page": asking.partial["page"]} if asking.partial.get("page") and is_long(asking) else {}


def _more(asking: Asking) -> Option:
    return apart(pages.MORE, asking.field.options)


def _previous(asking: Asking) -> Option:
    return apart(pages.PREVIOUS, asking.field.options)


# ------------------------------------------------------------------------------------ turning pages


def turned(choice: str, asking: Asking) -> Mapping[str, Any] | None:
    """The page that a control leads to; None for every other choice."""
    if not is_long(asking):
        return None
    count = len(asking.field.options)
    page = pages.page(asking, count)
    if choice == _more(asking).name:
        return {"page": min(page + 1, pages.last(count))}
    return {"page": max(page - 1, 0)} if choice == _previous(asking).name else None


def control(given: Input, asking: Asking) -> Mapping[str, Any] | None:
    """The same in words."""
    name = named(given, (_more(asking), _previous(asking)), asking)
    return turned(name, asking) if name else None


# ------------------------------------------------------------------------------------ by name


def exact(given: Input, asking: Asking) -> tuple[str, ...]:
    """The options that an input names by number or whole label; more than one when they share it."""
    return _names(_exact(heard(given), _labels(asking), asking), asking)


def several_of(given: Said, asking: Asking) -> tuple[str, ...]:
    """The options that a typed list names, each for certain; none when one of its parts is not."""
    labels = _labels(asking)
    numbers = None if _are_numbers(labels) else several(given.text, len(asking.field.options))
    if numbers:
        return _names([n - 1 for n in numbers], asking)

    def only(part: str) -> int | None:
        places = _exact(part, labels, asking)
        return places[0] if len(places) == 1 else None

    return _names(each(given.text, only) or (), asking)


def found(given: Said, asking: Asking) -> tuple[str, ...]:
    """The options that may be meant by a part of a label, or by one that is slightly wrong."""
    spoken = heard(given)
    if not spoken:
        return ()
    by_language = (search.partly(spoken, words, _MOST_FOUND) for words in _labels(asking))
    return _names(next(filter(None, by_language), ()), asking)


def not_found(given: Input) -> Refusal:
    """That nothing in the list is called so, and what can be done."""
    quoted = store(given.text)[:_QUOTED] if isinstance(given, Said) else ""
    if not quoted:
        return refused(given, key("field.choice.expected"))
    return Refusal(key("field.choice.unknown", text=verbatim(quoted)))


def _exact(spoken: str, labels: _Labels, asking: Asking) -> tuple[int, ...]:
    typed = None if _are_numbers(labels) else number(spoken)
    if typed is not None and 0 < typed <= len(asking.field.options):
        return (typed - 1,)
    return next(filter(None, (search.whole(spoken, words) for words in labels)), ())


def _names(places: Sequence[int], asking: Asking) -> tuple[str, ...]:
    options = asking.field.options
    return tuple(dict.fromkeys(options[n].name for n in places))


def _labels(asking: Asking) -> _Labels:
    """The labels, language by language; one in which nothing new is said is left out."""
    texts = [called(option) for option in asking.field.options]
    by_language = (
        tuple([wording(text, asking.book, language) for text in texts]) for language in languages(asking)
    )
    return tuple(dict.fromkeys(words for words in by_language if any(words)))


def _are_numbers(labels: _Labels) -> bool:
    return any(map(search.all_numbers, labels))
