"""Who is calling: the address that a delivery came from and the person behind it, or new ones of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import phonenumbers

from bot.actions.arrivals import Heard
from bot.actions.sitting import Sitting
from bot.core.channel import AddressKey, Inbound
from bot.core.conversation import State
from bot.core.person import Person
from bot.core.programme import Programme
from bot.storage.batch import Address, Batch, Known
from bot.storage.ids import Ids
from bot.storage.ledger import Ledger

SILENT = timedelta(days=90)
HEARD_AGAIN = timedelta(minutes=1)  # most answers of a form come within one, and write no row of the address


class Callers:
    """The addresses and persons of one batch.

    `heard`: from where something came. `moved`: of those whose row is to be written.
    """

    def __init__(self, batch: Batch, ledger: Ledger, ids: Ids, programme: Programme, now: datetime) -> None:
        self._batch, self._ledger, self._ids = batch, ledger, ids
        self._programme, self._now = programme, now
        self.sittings: dict[str, Sitting] = {}
        self.heard: dict[str, Address] = {}
        self.moved: dict[str, Address] = {}

    def address(self, unit: Heard) -> tuple[Address, str, bool]:
        """Where it came from; why that may be somebody else (`Turn.doubt`); whether nobody wrote before."""
        for hash_ in unit.hashes:
            known = self._batch.addresses.get(hash_)
            if known is not None:
                doubt = self._doubt(known, unit)
                self._learn(known, unit)
                return known, doubt, False
        return self._new_address(unit), "", True

    def _new_address(self, unit: Heard) -> Address:
        first = unit.first
        made = Address(self._ids.new(), first.channel, first.account, language=first.language)
        made.state = "group" if first.kind == "group" else "working"
        made.person = self._new_person(first.language).id
        made.persons = 1
        if first.kind != "blocked":
            made.last_in = min(first.at, self._now)  # so that `note` has nothing to add to its row
        self._ledger.addresses.new(made, _keys(first))
        self._ledger.addresses.share(made, made.person)
        for hash_ in unit.hashes:
            self._batch.addresses[hash_] = made
        made.keys = {key.kind: hash_ for key, hash_ in zip(_keys(first), unit.hashes, strict=True)}
        return made

    def _new_person(self, language: str) -> Person:
        return self.new_person(_offered(language, self._programme))

    def new_person(self, language: str) -> Person:
        """Somebody of whom nothing is known but the language their phone speaks."""
        person = Person(self._ids.new(), language=language)
        self._ledger.persons.new(person)
        self._batch.known[person.id] = Known(State(person), version=1, seen=self._now)
        return person

    def _learn(self, address: Address, unit: Heard) -> None:
        """What else this address can be found by from now on."""
        if len(unit.hashes) == 1:
            return  # it was found by that
        for rank, (key, hash_) in enumerate(zip(_keys(unit.first), unit.hashes, strict=True)):
            if hash_ not in self._batch.addresses and address.keys.get(key.kind) != hash_:
                self._ledger.addresses.key(address, key, rank)
                self._batch.addresses[hash_] = address
                address.keys[key.kind] = hash_

    def _doubt(self, address: Address, unit: Heard) -> str:
        """A phone number passes from hand to hand: with another account, or after a long silence."""
        if "phone" not in address.keys:
            return ""
        keys = {key.kind: hash_ for key, hash_ in zip(_keys(unit.first), unit.hashes, strict=True)}
        if "phone" not in keys or address.keys.get("phone") != keys["phone"]:
            return ""
        if any(address.keys.get(kind, hash_) != hash_ for kind, hash_ in keys.items()):
            return "other_id"
        silent = address.last_in is not None and self._now - address.last_in > SILENT
        return "silent" if silent else ""

    def sitting(self, address: Address) -> Sitting:
        """Who speaks from there; somebody new when nobody does any more."""
        known = self._batch.known.get(address.person)
        if known is None or known.erased:
            person = self._new_person(address.language)
            address.person = person.id
            self._ledger.addresses.share(address, person.id)
            self._ledger.addresses.switch(address, person.id)
        return self.of(address.person)

    def of(self, person: str) -> Sitting:
        """The sitting of a person whose state was loaded."""
        found = self.sittings.get(person)
        if found is None:
            found = self.sittings[person] = Sitting(self._batch.known[person])
        return found

    def note(self, address: Address, inbound: Inbound) -> None:
        """Something came from there: it works, or it has been left."""
        self.heard[address.id] = address
        before = address.account, address.language, address.state
        address.account = inbound.account
        address.language = inbound.language or address.language
        if inbound.kind == "blocked":
            address.state = "left"
        elif address.state != "group":
            address.state = "working"
        at = min(inbound.at, self._now)
        late = address.last_in is None or at - address.last_in >= HEARD_AGAIN
        if late and address.state != "left":
            address.last_in = at
        if late or before != (address.account, address.language, address.state):
            self.moved[address.id] = address

    def country(self, inbound: Inbound) -> str:
        """The country of a phone number, else the programme's."""
        for key in _keys(inbound):
            if key.kind == "phone":
                return _country(key.value) or self._programme.country
        return self._programme.country


def _keys(inbound: Inbound) -> tuple[AddressKey, ...]:
    return (inbound.address, *inbound.also)


def _offered(language: str, programme: Programme) -> str:
    """The phone's language when it is offered, else the first that is."""
    code = language.partition("-")[0].lower()
    return code if code in programme.languages else programme.languages[0]


@lru_cache(maxsize=4096)
def _country(phone: str) -> str:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except phonenumbers.NumberParseException:
        return ""
