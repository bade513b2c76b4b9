"""Templates of WhatsApp: what may be said to somebody who has not written within 24 hours.

Meta approves each of them, word for word, in one language and one category, and may change its mind later:
what stands here is what was asked for, and what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

UTILITY, MARKETING = "utility", "marketing"
APPROVED: Final = "approved"
UNSENT: Final = "unsubmitted"
GONE: Final = "gone"
"""The provider does not know it any more."""
WAITING: Final = frozenset({UNSENT, "received", "pending"})
SHOW: Final = "opener:show"
"""What the button of a template carries: whoever presses it wants to see what waits."""
OPENER: Final = "opener:"
"""What a message is about that is a template; its name comes after it."""
LIKED: Final = ("ar", "en")
"""The languages that Meta knows of ours, and in which each template is written."""
_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Template:
    """`words` by language; `{{1}}` and so on are filled in, for example with `samples`."""

    name: str
    words: Mapping[str, str]
    button: Mapping[str, str]
    samples: tuple[str, ...] = ()
    category: str = UTILITY

    def digest(self, language: str) -> str:
        """Of its words: others are another template, which is approved anew. Letters only, as in names."""
        said = "\n".join((self.category, self.words[language], self.button[language], *self.samples))
        found = sha256(said.encode()).hexdigest()[:_LETTERS]
        return "".join(chr(ord("a") + int(digit, 16)) for digit in found)

    def title(self, language: str) -> str:
        """Its name at Meta, where a name is given once."""
        return f"tamasuk_{self.name}_{language}_{self.digest(language)}"


@dataclass(frozen=True, slots=True)
class Approval:
    """What Meta says of one: the state, the category that it counts in, why it was refused."""

    state: str
    category: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A template as it stands at the provider. `asked`: the category that was asked for."""

    name: str
    language: str
    asked: str
    digest: str
    sid: str
    approval: Approval

    @property
    def refiled(self) -> bool:
        """Whether Meta counts it as advertising, though nobody asked for that."""
        return self.approval.category == MARKETING != self.asked

    @property
    def usable(self) -> bool:
        return self.approval.state == APPROVED
