"""Dialogues: where they stand, drafts, deliveries, wakings, errands, and turns that failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.channel import Inbound
from bot.core.conversation import Draft, Errand, Talk
from bot.storage import codecs
from bot.storage.ledger.rows import Rows
from bot.storage.turns import writes


class Dialogue:
    """What a turn leaves behind of itself."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def talk(self, person: str, talk: Talk, version: int, hushed: bool) -> None:
        """Where a dialogue stands now; `version` is the one that was read, 0 when there was none."""
        values = {
            "version": version + 1,
            "data": self._rows.seal_bytes(codecs.encode_part(talk), "conversations.data"),
            "draft_id": talk.draft or None,
            "hushed": hushed,
            "updated_at": self._rows.now,
        }
        if version:
            self._rows.add(writes.CONVERSATION, b_person=person, b_version=version, **values)
        else:
            self._rows.add(writes.NEW_CONVERSATION, person_id=person, **values)

    def draft(self, person: str, draft: Draft, before: Draft | None = None) -> None:
        """An unfinished form as it is now, and as it was read, if it was."""
        data, now = self._rows.seal_bytes(codecs.encode_part(draft), "drafts.data"), self._rows.now
        if before is not None and _row(before) == _row(draft):
            self._rows.add(writes.DRAFT_AGAIN, b_person=person, b_id=draft.id, data=data, updated_at=now)
            return
        self._rows.add(
            writes.DRAFT,
            person_id=person,
            id=draft.id,
            form=draft.form,
            form_version=draft.version,
            data=data,
            until=datetime.fromisoformat(draft.until) if draft.until else None,
            updated_at=now,
        )

    def drop_draft(self, person: str, draft: str) -> None:
        """It is forgotten, with the media that belonged to nothing else."""
        self._rows.add(writes.DROP_DRAFT, b_person=person, b_id=draft)
        self._rows.add(writes.WITHDRAW, b_person=person, b_draft=draft)

    def taken(
        self, dedupe: bytes, inbound: Inbound, person: str, address: str, payload: bytes, outcome: str
    ) -> None:
        """A delivery has had its turn. An empty payload is not kept."""
        self._rows.add(
            writes.DELIVERY,
            dedupe=dedupe,
            channel=inbound.channel,
            account=inbound.account,
            person_id=person or None,
            address_id=address or None,
            received_at=self._rows.now,
            message=inbound.message,
            payload=self._rows.seal_bytes(payload, "inbox.payload") if payload else None,
            outcome=outcome,
        )

    def wake(self, person: str, what: str, at: datetime, data: Mapping[str, Any]) -> None:
        """One waking per person and name; a later one takes the place of an earlier."""
        self._rows.add(
            writes.TIMER, person_id=person, what=what, due_at=at, data=self._rows.seal(data, "timers.data")
        )

    def cancel_wake(self, person: str, what: str) -> None:
        """No such waking any more."""
        timers = self._rows.waiting.get(writes.TIMER, [])
        timers[:] = [row for row in timers if (row["person_id"], row["what"]) != (person, what)]
        self._rows.add(writes.CANCEL_TIMER, b_person=person, b_what=what)

    def errand(self, person: str, errand: Errand) -> None:
        """Something for others; the same key again is the same errand."""
        self._rows.add(
            writes.ERRAND,
            person_id=person,
            key=errand.key,
            kind=errand.kind,
            data=self._rows.seal(errand.data, "errands.data"),
            due_at=self._rows.now,
            attempts=0,
            state="waiting",
            last_error="",
            created_at=self._rows.now,
        )

    def failure(self, id_: str, person: str, state: bytes, given: bytes, error: str, hushed: bool) -> None:
        """A turn that raised, with what it was given."""
        self._rows.add(
            writes.FAILURE,
            id=id_,
            person_id=person or None,
            at=self._rows.now,
            state=self._rows.seal_bytes(state, "failures.state"),
            input=self._rows.seal_bytes(given, "failures.input"),
            error=error,
            hushed=hushed,
        )


def _row(draft: Draft) -> tuple[str, str, str]:
    """What its row says beside what is in it."""
    return draft.id, draft.version, draft.until
