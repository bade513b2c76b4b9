"""Addresses: found, shared, switched, let go."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.channel import AddressKey
from bot.storage.batch import Address
from bot.storage.keys import address_hash
from bot.storage.ledger.rows import Rows
from bot.storage.turns import writes


class Addresses:
    """What happens to addresses in a batch."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def new(self, address: Address, keys: Collection[AddressKey]) -> None:
        """An address nobody wrote from before, with everything it can be found by."""
        self._rows.add(
            writes.NEW_ADDRESS,
            id=address.id,
            channel=address.channel,
            account=address.account,
            person_id=address.person or None,
            state=address.state,
            last_in_at=address.last_in,
            language=address.language,
            created_at=self._rows.now,
            offered=None,
        )
        for rank, key in enumerate(keys):
            self._new_key(address, key, rank)

    def key(self, address: Address, key: AddressKey, rank: int) -> None:
        """One more thing by which an address is found; of one kind it has one."""
        self._rows.add(writes.FORGET_KEYS, b_address=address.id, b_kind=key.kind)
        self._new_key(address, key, rank)

    def _new_key(self, address: Address, key: AddressKey, rank: int) -> None:
        self._rows.add(
            writes.NEW_KEY,
            hash=address_hash(self._rows.sealer, address.channel, key),
            address_id=address.id,
            channel=address.channel,
            kind=key.kind,
            value=self._rows.seal_bytes(key.value.encode(), "address_keys.value"),
            rank=rank,
        )

    def heard(self, address: Address) -> None:
        """Somebody wrote from it, or left."""
        self._rows.add(
            writes.HEARD,
            b_id=address.id,
            account=address.account,
            state=address.state,
            last_in_at=address.last_in,
            language=address.language,
        )

    def spoken(self, address: Address) -> None:
        """Something else was said there since: what a message to many offers is not the newest any more."""
        self._rows.add(writes.SPOKEN, b_id=address.id, b_offered=address.offered)
        address.offered = ""

    def share(self, address: Address, person: str) -> None:
        """A person uses this address, too. The sixth does not."""
        self._rows.add(
            writes.SHARE, address_id=address.id, person_id=person, since=self._rows.now, b_address=address.id
        )

    def switch(self, address: Address, person: str) -> None:
        """From now on this person speaks from it, if they use it at all."""
        self._rows.add(writes.SWITCH, b_id=address.id, person_id=person, b_person=person)

    def detach(self, address: Address) -> None:
        """It belongs to nobody here; what waited for it is not sent."""
        self._rows.add(writes.UNSHARE, b_id=address.id)
        self._rows.add(writes.DETACH, b_id=address.id)
        self._rows.add(writes.DISCARD, b_address=address.id)
