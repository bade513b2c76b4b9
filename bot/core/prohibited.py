"""Words that no question may ask the respondent with: religion, sect, ethnicity, tribe, affiliation.

Rules and words of `content.md` §4. Whole folded words are compared, never parts of them, so «مدينة» holds no
«دين»; a table names the neighbours that mean something else. What asks for the respondent's own is refused;
the same words anywhere else have to be confirmed by somebody with a name. Read questions and choices with it,
and no notes: an introduction may name what it does not ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.arabic.folding import key as folded


@dataclass(frozen=True, slots=True)
class Prohibited:
    """`word` as it stands in the label, folded. `instead`: what would be fine, by language.

    `own`: it asks for the respondent's own, which nobody may lift.
    """

    word: str
    own: bool
    instead: tuple[tuple[str, str], ...]


_BACKGROUND = (
    ("ar", "«من خلفية مختلفة»، «تختلف خلفيتهم عن خلفيتي»"),
    ("en", "“from a different background”"),
)
_DEBT = (("ar", "«ديون»، إن كان المقصود المال"), ("en", "“debts”, where money is meant"))


def _all(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


_BARE = "دين ديانة مذهب طائفة قومية عرق عشيرة قبيلة انتماء"
_WORDS = _all(_BARE) | frozenset("ال" + word for word in _all(_BARE))
_MANY = _all("أديان ديانات مذاهب طوائف قوميات أعراق عشائر قبائل انتماءات")
_NAMED = _WORDS | _MANY | frozenset("ال" + word for word in _MANY) | _all("داعش الدواعش")
_OWN = _all(
    "دينك ديانتك مذهبك طائفتك قوميتك عرقك عشيرتك قبيلتك انتماؤك انتمائك انتماءك "
    "دينكم ديانتكم مذهبكم طائفتكم قوميتكم عرقكم عشيرتكم قبيلتكم انتماؤكم انتمائكم انتماءكم"
)
_BELONGING = _all("تنتمي تنتمون تنتمين تتبع تتبعون تتبعين تعتنق تعتنقون تعتنقين")
_ASKING = _all("ما هو هي")
# «رجال الدين»، «صلاح الدين»: the word before says that it is neither a question nor about anybody.
_BEFORE_FAITH = _all(
    "رجال رجل علماء عالم صلاح علاء نور سيف شمس بدر محيي محي عماد جمال كمال ضياء ناصر تقي زين حسام فخر نجم عز "
    "شهاب برهان جلال سعد تاج قطب أسد خير سراج شجاع صفي عصام غياث نصر ولي بهاء حسان"
)
_FAITH = folded("الدين")
# «الانتماء إلى المنطقة»: to a place, which is what the pulse asks.
_BELONGING_TO = folded("الانتماء")
_TO = _all("إلى الى")
_PLACES = _all("المنطقة المجتمع الحي البلد المكان القرية المدينة")
_TO_PLACES = _all("للمنطقة للمجتمع للحي للبلد للمكان للقرية للمدينة")

_ENGLISH = frozenset({"religion", "sect", "ethnicity", "tribe", "affiliation"})
_ENGLISH_NAMED = _ENGLISH | {
    "religions",
    "sects",
    "ethnicities",
    "tribes",
    "affiliations",
    "religious",
    "ethnic",
    "tribal",
    "isis",
    "daesh",
}
_ENGLISH_ASKING = frozenset({"what", "which", "is", "the", "a"})
_RELIGIOUS_PEOPLE = frozenset({"leaders", "leader", "leadership", "figures", "scholars"})


def prohibited(label: str) -> Prohibited | None:
    """What of a question's or a choice's label may not be asked; None of what may."""
    words = [word.strip(".+-%") for word in folded(label).split()]
    words = [word for word in words if word]
    own = next((word for word in words if word in _OWN), "")
    if own:
        return Prohibited(own, own=True, instead=_BACKGROUND)
    found = [one for one in (_arabic(words), _english(words)) if one is not None]
    return next((one for one in found if one.own), found[0] if found else None)


def _arabic(words: Sequence[str]) -> Prohibited | None:
    found = [word for place, word in enumerate(words) if word in _NAMED and not _is_harmless(words, place)]
    if not found:
        return None
    asks = not _BELONGING.isdisjoint(words) or _stands_alone(words, _ASKING)
    own = next((word for word in found if word in _WORDS), "") if asks else ""
    word = own or found[0]
    return Prohibited(
        word, own=bool(own), instead=_DEBT if word == folded("دين") and not own else _BACKGROUND
    )


def _is_harmless(words: Sequence[str], place: int) -> bool:
    word, before, after = words[place], words[:place], words[place + 1 :]
    if word == _FAITH:
        return bool(before) and before[-1] in _BEFORE_FAITH
    if word == _BELONGING_TO and after:
        return after[0] in _TO_PLACES or (len(after) > 1 and after[0] in _TO and after[1] in _PLACES)
    return False


def _stands_alone(words: Sequence[str], asking: frozenset[str]) -> bool:
    return sum(word not in asking for word in words) == 1


def _english(words: Sequence[str]) -> Prohibited | None:
    for one, other in pairwise(words):
        if one == "your" and other in _ENGLISH:
            return Prohibited(other, own=True, instead=_BACKGROUND)
    found = [
        word
        for place, word in enumerate(words)
        if word in _ENGLISH_NAMED and words[place + 1 : place + 2] not in [[one] for one in _RELIGIOUS_PEOPLE]
    ]
    if not found:
        return None
    belongs = "belong" in words and "you" in words
    asks = belongs or _stands_alone(words, _ENGLISH_ASKING)
    own = next((word for word in found if word in _ENGLISH), "") if asks else ""
    return Prohibited(own or found[0], own=bool(own), instead=_BACKGROUND)
