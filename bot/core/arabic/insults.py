"""Words that hurt whoever reads them, as people of the region type them when they are angry.

A message counts when it is short and says nothing else: every word is one of these, or belongs to nobody
(«يا», «أنتم», «كلكم»). «الكلب ينبح كل ليلة» is about a dog, and «زبالة» alone may be what is wrong in the
street: what may tell us something is heard as it is. They are answered once, calmly, and are nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from bot.core.arabic.folding import keys, loose, said

_LONGEST: Final = 6
_WORD = re.compile(r"\w+")


def _reduced(*lines: str) -> frozenset[str]:
    return frozenset(loose(word) for line in lines for word in keys(line))


# Few and common; the plural and the feminine are words of their own.
_INSULTS: Final = _reduced(
    "غبي، غبية، أغبياء، اغبيا، حمار، حمارة، حمير، كلب، كلبة، كلاب، حيوان، حيوانات، تافه، تافهة، تافهين",
    "سخيف، سخيفة، سخفاء، سخيفين، زبالة، كذاب، كذابة، كذابين، نصاب، نصابة، نصابين، حرامي، حرامية",
    "فاشل، فاشلين، اخرس، اخرسوا، انقلع، انقلعي، انقلعوا، انقلعو، تفو، وسخ، وسخين، حقير، حقيرة، حقراء",
    "واطي، واطيين، قذر، قذرين، جحش، تيس، زفت، هبل، أهبل، هبلة، متخلف، متخلفة، متخلفين، بهيم، بهايم",
    "مطي، زمال، قشمر، قشامر، ادبسز",
    "stupid، idiot، idiots، liar، liars، thieves، trash، kalb، 7mar، hmar",
)
_PHRASES: Final = _reduced(
    "سد حلقك، سدوا حلقكم، قليل الأدب، قليلين أدب، قليلي الأدب، ناقص عقل، ولد كلب، ابن كلب، shut up"
)
# Alone these may be the answer to «ما المشكلة؟».
_THINGS: Final = _reduced("زبالة، كلب، كلاب، حيوان، حيوانات، حرامي، حرامية، زفت، وسخ، بهايم، thieves، trash")
_NOBODY: Final = _reduced(
    "يا، يه، أنت، أنتِ، انتي، انتم، انتو، انتوا، إنتم، هم، هذا، هاي، كلكم، كلكن، جميعكم، والله، مجرد",
    "واحد، وحدة، شو، شنو، هال، بوت، البوت، ايها، you، are، all، a، bunch، of، so، bot",
)
_KNOWN: Final = _INSULTS | _NOBODY
_PHRASE = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(_PHRASES)))


def insult(text: str) -> bool:
    """Whether a whole message is nothing but that."""
    spoken = loose(said(text))
    rest, found = _PHRASE.subn(" ", spoken)
    words = [_bare(word) for word in _WORD.findall(rest)]
    meant = _INSULTS if len(words) > 1 else _INSULTS - _THINGS
    hurts = bool(found) or not meant.isdisjoint(words)
    return hurts and len(words) <= _LONGEST and _KNOWN.issuperset(words)


def _bare(word: str) -> str:
    """Without «و» and «ال» before it, where the rest is one of these."""
    for before in ("و", "ال", "وال"):
        if word not in _KNOWN and word.startswith(before) and word.removeprefix(before) in _KNOWN:
            return word.removeprefix(before)
    return word
