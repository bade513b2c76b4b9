"""What a batch of turns writes: rows gathered in memory, sealed as they come, written in one hop.

Methods say what happened; columns and contexts of sealing ('table.column') stay in here. `writes` hands
the rows out in the order in which they must be executed, whatever the order in which they were gathered.
A ledger may be emptied into the transaction before its end, when a look-up needs to see what was gathered.
"""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter

from bot.storage.binder import Write
from bot.storage.ledger.addresses import Addresses
from bot.storage.ledger.answers import Answers
from bot.storage.ledger.dialogue import Dialogue
from bot.storage.ledger.outbox import Outbox, Post
from bot.storage.ledger.persons import Persons
from bot.storage.ledger.rows import Rows
from bot.storage.sealed import Sealer
from bot.storage.turns import writes

__all__ = ["Ledger", "Post"]

_ORDER = (
    writes.NEW_PERSON,
    writes.NEW_ADDRESS,
    writes.FORGET_KEYS,
    writes.NEW_KEY,
    writes.SHARE,
    writes.HEARD,
    writes.UNSHARE,
    writes.DETACH,
    writes.SWITCH,
    writes.SPOKEN,
    writes.NEW_CONVERSATION,
    writes.PERSON,
    writes.SEEN,
    writes.FORGET_WORDS,
    writes.WORD,
    writes.END_ROLE,
    writes.ROLE,
    writes.CONVERSATION,
    writes.DRAFT,
    writes.DRAFT_AGAIN,
    writes.DROP_DRAFT,
    writes.DELIVERY,
    writes.SUBMISSION,
    writes.REMEMBER_REVISION,
    writes.AMEND,
    writes.FORGET_FACTS,
    writes.FACT,
    writes.NEW_FAMILY,
    writes.INTAKE,
    writes.PARTICIPATION,
    writes.REFUSAL,
    writes.CONSENT,
    writes.MEDIUM,
    writes.ANSWERS_WITH,
    writes.PASS_ON,
    writes.WITHDRAW,
    writes.CANCEL_TIMER,
    writes.TIMER,
    writes.ERRAND,
    writes.SILENCE,
    writes.DISCARD,
    writes.RELEASE,
    writes.SUPERSEDE,
    writes.OUTGOING,
    writes.OUTGOING_AGAIN,
    writes.FORGET_LINES,
    writes.FAILURE,
)
# These touch exactly the row that was read, or somebody else was faster.
_VERSIONED = frozenset({writes.PERSON, writes.CONVERSATION, writes.DRAFT_AGAIN})


class Ledger:
    """The rows of one batch, by what they are about. `errands`: whether one was among what was handed out."""

    def __init__(self, sealer: Sealer, now: datetime) -> None:
        self._rows = Rows(sealer, now)
        self.errands = False
        self.addresses = Addresses(self._rows)
        self.persons = Persons(self._rows)
        self.dialogue = Dialogue(self._rows)
        self.answers = Answers(self._rows)
        self.outbox = Outbox(self._rows)

    def writes(self) -> list[Write]:
        """What was gathered since the last time, in order."""
        rows = self._rows.taken()
        self.errands = self.errands or writes.ERRAND in rows
        if writes.DELIVERY in rows:  # in one order, in which processes wait for one another
            rows[writes.DELIVERY].sort(key=itemgetter("dedupe"))
        return [
            Write(statement, rows[statement], len(rows[statement]) if statement in _VERSIONED else None)
            for statement in _ORDER
            if statement in rows
        ]
