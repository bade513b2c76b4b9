"""What an open question offers, and which of it somebody named.

An offer is an Option: a field's own, one of its special answers, or a step's (yes, done, an area).
Words are compared with the labels in every language of the programme, the person's first. An offer
with a number below 1 is printed without one and answers to its label only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.arabic.folding import digits, said
from bot.core.arabic.folding import key as folded
from bot.core.arabic.folding import label as printed
from bot.core.arabic.options import nearest, option
from bot.core.arabic.words import intent
from bot.core.conversation import Input, Said, Signalled
from bot.core.field import Asking
from bot.core.form import DONT_KNOW, PREFER_NOT, Answer, Option
from bot.core.message import Choice
from bot.core.programme import Book
from bot.core.text import Text, key, verbatim

UNNUMBERED = -1
YES = Option("yes", key("choice.yes"), 1)
NO = Option("no", key("choice.no"), 2)
YES_NO = (YES, NO)
NONE_OF_THESE = Option("none_of_these", key("choice.none_of_these"), UNNUMBERED)

_SPECIAL = {"dontknow": (DONT_KNOW, "dont_know"), "prefernot": (PREFER_NOT, "prefer_not")}
_MOST_SUGGESTED = 3
_LONGEST_CODE = 10
_LONGEST = 4_096
_DEEPEST = 32


def choices(offers: Sequence[Option], marked: Sequence[str] = ()) -> tuple[Choice, ...]:
    """The offers as they are pressed."""
    return tuple(
        [
            Choice(o.name, o.label if o.label.languages else called(o), o.number, o.name in marked)
            for o in offers
        ]
    )


def called(offer: Option) -> Text:
    """Its label; the name of one that has no words, because only a picture stands for it."""
    label = offer.label
    return label if label.languages or label.key or label.value else verbatim(offer.name)


def apart(control: Option, offers: Sequence[Option]) -> Option:
    """What an author's options stand beside, under an id that none of them has."""
    if find(control.name, offers) is None:
        return control
    return apart(Option(f"{control.name}~", control.label, control.number), offers)


def unnumbered(offers: Sequence[Option]) -> tuple[Option, ...]:
    """The same offers where a typed number is an answer of its own."""
    return tuple([Option(o.name, o.label, UNNUMBERED) for o in offers])


def wording(text: Text, book: Book, language: str) -> str:
    """A label's words in one language, as far as the engine may know them."""
    if text.key:
        return book.labels.get(text.key, {}).get(language, "")
    return text.languages.get(language, "") or text.value


def languages(asking: Asking) -> tuple[str, ...]:
    """The languages in which somebody may answer, their own first."""
    mine = asking.person.language
    return tuple(dict.fromkeys((mine, *asking.book.programme.languages, *asking.form.languages)))


def heard(given: Input) -> str:
    """What an input says: words, or the yes or no of a reaction. Empty for everything else."""
    match given:
        case Said(text=text):
            return said(text) if len(text) <= _LONGEST else ""
        case Signalled(emoji=emoji):
            spoken = said(emoji)
            return spoken if intent(spoken) in {"yes", "no"} else ""
        case _:
            return ""


def meaning(spoken: str, asking: Asking) -> str:
    """The intent that the words could have."""
    return asking.intent or intent(spoken, asking.person.language) or ""


def numbered(offers: Sequence[Option], asking: Asking) -> Iterator[dict[int, str]]:
    """Number to label, once per language."""
    by_number = by_numbers(offers)
    for language in languages(asking):
        yield {n: wording(called(o), asking.book, language) for n, o in by_number.items()}


def by_numbers(offers: Sequence[Option]) -> Mapping[int, Option]:
    """Printed number to offer; what has none of its own stands below zero."""
    made: dict[int, Option] = {}
    for position, offer in enumerate(offers, 1):
        free = offer.number > 0 and offer.number not in made
        made[offer.number if free else -position] = offer
    return made


def named(given: Input, offers: Sequence[Option], asking: Asking) -> str | None:
    """The one offer that an input names by number, label or the beginning of a label; never a guess."""
    spoken = heard(given) if offers else ""
    if not spoken:
        return None
    word = meaning(spoken, asking)
    by_name = _by_meaning(word, offers)
    if by_name is not None:
        return by_name
    by_number = by_numbers(offers)
    for labels in numbered(offers, asking):
        number = option(spoken, labels, word or None)
        if number is not None and number in by_number:
            return by_number[number].name
    return None


def exactly(given: Input, offers: Sequence[Option], asking: Asking) -> str | None:
    """The offer that an input names by its whole label, or its code («-8»): other words can be answers."""
    spoken = heard(given) if offers else ""
    if not spoken:
        return None
    if isinstance(given, Said) and find(_code(given.text), offers):
        return _code(given.text)
    by_name = _by_meaning(meaning(spoken, asking), offers)
    if by_name is not None:
        return by_name
    by_number = by_numbers(offers)
    for labels in numbered(offers, asking):
        for number, label in labels.items():
            if printed(label) == spoken:
                return by_number[number].name
    return None


def _code(text: str) -> str:
    """«−٨» as -8; empty for everything else."""
    code = digits(text).strip().replace("−", "-") if len(text) < _LONGEST_CODE else ""
    return code if code in {DONT_KNOW, PREFER_NOT} else ""


def _by_meaning(word: str, offers: Sequence[Option]) -> str | None:
    """«ما بعرف» is the special answer *don't know*, «أيوا» the offer called yes."""
    wanted = _SPECIAL.get(word, (word,) if word in {"yes", "no"} else ())
    return next((o.name for o in offers if o.name in wanted), None)


def suggested(given: Said, offers: Sequence[Option], asking: Asking) -> tuple[str, ...]:
    """At most three offers that may be meant: those that begin so, else the nearest. To be confirmed."""
    spoken = heard(given)
    word = meaning(spoken, asking)
    if not spoken or word in {"yes", "no"}:
        return ()
    by_number = by_numbers(offers)
    for labels in numbered(offers, asking):
        begun = [n for n, label in labels.items() if len(spoken) > 1 and printed(label).startswith(spoken)]
        if begun:
            return tuple(by_number[n].name for n in begun[:_MOST_SUGGESTED])
        near = nearest(given.text, [label for label in labels.values() if label], folded)
        if near:
            return tuple(by_number[n].name for n, label in labels.items() if label in near)[:_MOST_SUGGESTED]
    return ()


def find(name: Answer, offers: Sequence[Option]) -> Option | None:
    """The offer of that name."""
    return next((o for o in offers if o.name == name), None)


def label(name: Answer, offers: Sequence[Option]) -> Text:
    """The label of a stored answer; the answer itself when the form no longer offers it."""
    offer = find(name, offers)
    return called(offer) if offer else verbatim("" if name is None else str(name))


def joined(texts: Sequence[Text]) -> Text:
    """Several texts as one, with commas."""
    return _joined(texts, "field.list")


def lines(texts: Sequence[Text]) -> Text:
    """Several texts as one, each in a line of its own."""
    return _joined(texts, "field.lines")


def hinted(asking: Asking, hint: Text) -> Text:
    """What the author remarks on the question, and then this."""
    own = asking.field.hint
    return hint if own is None else lines((own, hint))


def _joined(texts: Sequence[Text], how: str) -> Text:
    """One within the other; of many the halves first, for what lies too deep cannot be written."""
    if len(texts) < 2:
        return texts[0] if texts else Text()
    first = len(texts) // 2 if len(texts) > _DEEPEST else 1
    return key(how, first=_joined(texts[:first], how), rest=_joined(texts[first:], how))
