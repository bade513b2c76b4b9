"""What a whole message means when it is one of the words that work anywhere.

A word counts only as the whole message, after `said`; doubled letters are forgiven when nothing else
matches. Everything is folded once, when this module is imported: a lookup is one or two dictionary reads.
What may mean two things is not decided here: `ambiguous` says between what to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bot.core.arabic.folding import loose, said
from bot.core.arabic.phrases import PHRASES

STRONG: Final = frozenset({"stop", "urgent"})
"""Read before everything else, in any state."""

GLOBAL: Final = frozenset(
    {
        "cancel",
        "back",
        "skip",
        "help",
        "menu",
        "endform",
        "complaint",
        "clearchat",
        "deleteanswers",
        "deletedata",
    }
)
"""The only other words that an open text or a name is not; «سلام» and «هلا» are names there."""

ACKNOWLEDGE: Final = "acknowledge"
"""Not an intent: outside a yes/no question the word only says that it was heard."""

WORDS: Final[Mapping[str, str]] = {
    said(phrase): intent for intent, phrases in PHRASES.items() for phrase in phrases
}
"""What was said, to its intent."""

_LOOSE: Final[Mapping[str, str]] = {loose(word): intent for word, intent in WORDS.items()}
_SORANI_ONLY: Final = frozenset({said("زمان")})  # "language"; in Arabic it is "time"
_QUESTION_MARK: Final = said("؟")


def _by_word(meanings: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, tuple[str, ...]]:
    return {loose(said(word)): of for words, of in meanings for word in words.split("، ")}


# «وقف» is left to *stop*, which offers the narrower choice at once; as an option of the question that
# is open it can still be tapped. «يلا» only goes on, so it needs no question.
_AMBIGUOUS: Final = _by_word(
    (
        ("خلص، خلاص، khalas، بس، كافي", ("done", "stop")),
        ("نهاية", ("done", "endform")),
        ("خلص الاستبيان", ("endform",)),
        ("عوفها، بلاها", ("skip", "cancel")),
        ("إن شاء الله، انشاء الله، انشالله، ان شاالله، inshallah، inshalla", ("yes",)),
        ("ماشي، تمام، طيب، زين", ("yes", ACKNOWLEDGE)),
        ("اي، ئا", ("yes", ACKNOWLEDGE)),
    )
)
_AMBIGUOUS_IN_FORM: Final = _by_word((("مش أنا، مو آني، لست أنا", ("wrongperson",)),))


def intent(spoken: str, language: str = "") -> str | None:
    """The intent of what was `said`, for a person who uses `language`; None: it is no listed word."""
    found = WORDS.get(spoken) or _LOOSE.get(loose(spoken))
    if spoken in _SORANI_ONLY and language != "ckb":
        return None
    return found


def is_global(spoken: str, found: str | None) -> bool:
    """Whether it is a command even where an open text or a name is asked: the global words, and «؟» alone."""
    return found in GLOBAL or spoken == _QUESTION_MARK


def yes_no(spoken: str) -> bool | None:
    """A yes or a no; only for a question that asks for one."""
    return {"yes": True, "no": False}.get(intent(spoken) or "")


def ambiguous(spoken: str, *, form_open: bool = False) -> tuple[str, ...]:
    """What must be asked before acting, likeliest first; empty when the word is plain.

    One meaning: confirm it. Two: two buttons. `ACKNOWLEDGE` among them: to a yes/no question the first
    meaning is the answer and nothing is asked, anywhere else the word is an acknowledgement.
    """
    if not spoken:
        return ()
    reduced = loose(spoken)
    found = _AMBIGUOUS.get(reduced, ())
    return found or (_AMBIGUOUS_IN_FORM.get(reduced, ()) if form_open else ())
