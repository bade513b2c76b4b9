"""Persons: their records, and the copies and words by which they are found."""

from __future__ import annotations

from typing import Any

from bot.core.person import Person
from bot.storage import codecs
from bot.storage.keys import name_hashes
from bot.storage.ledger.rows import Rows
from bot.storage.turns import writes


class Persons:
    """What happens to persons in a batch."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def new(self, person: Person) -> None:
        """Somebody of whom nothing is known yet."""
        self._rows.add(
            writes.NEW_PERSON,
            id=person.id,
            version=1,
            created_at=self._rows.now,
            seen_at=self._rows.now,
            erased_at=None,
            registered_at=self._rows.now if person.registered else None,
            **self._columns(person),
        )

    def save(self, person: Person, version: int, before: Person) -> None:
        """What a person's record has become; `version` is the one that was read, `before` what it said."""
        self._rows.add(
            writes.PERSON,
            b_id=person.id,
            b_version=version,
            b_registered=self._rows.now if person.registered else None,
            version=version + 1,
            **self._columns(person),
        )
        if person.name != before.name:
            if before.name:
                self._rows.add(writes.FORGET_WORDS, b_id=person.id)
            for hash_ in name_hashes(self._rows.sealer, person.name):
                self._rows.add(writes.WORD, person_id=person.id, hash=hash_)

    def _columns(self, person: Person) -> dict[str, Any]:
        return {
            "data": self._rows.seal_bytes(codecs.encode_part(person), "persons.data"),
            "language": person.language,
            "area": person.place,
            "sex": person.sex,
            "birth_year": person.birth_year,
            "registered": person.registered,
            "stopped": person.stopped,
            "discreet": person.discreet,
        }

    def seen(self, person: str) -> None:
        """Once a day, not once a turn."""
        self._rows.add(writes.SEEN, b_id=person, seen_at=self._rows.now)

    def given(self, id_: str, person: str, programme: str, role: str) -> None:
        """A role was given, for everywhere; one that is held for some areas stays as it is."""
        self._rows.add(
            writes.ROLE,
            id=id_,
            person_id=person,
            programme=programme,
            role=role,
            since=self._rows.now,
            b_person=person,
            b_programme=programme,
            b_role=role,
        )

    def taken(self, person: str, programme: str, role: str) -> None:
        """A role has ended."""
        self._rows.add(
            writes.END_ROLE, b_person=person, b_programme=programme, b_role=role, until=self._rows.now
        )
