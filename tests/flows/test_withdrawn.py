"""A published form that is asked no more: whoever is in the middle of it is told with their next message."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Said, State, Tapped
from bot.core.programme import Book
from bot.flows.xlsform.converting import read
from tests.flows.player import Player
from tests.flows.sample import LAYLA, book, catalogues

TABLE = b"""
| survey | | | |
| | type | name | label::ar |
| | text | one | \xd8\xa3\xd9\x88\xd9\x84 |
| | text | two | \xd8\xab\xd8\xa7\xd9\x86 |
| settings | | |
| | form_id | form_title |
| | quarters | Quarters |
"""


def published() -> Book:
    form = read(TABLE, "quarters.md").form
    assert form is not None
    known = book()
    return replace(
        known, forms={**known.forms, form.name: form}, versions={**known.versions, form.version: form}
    )


def begun(known: Book) -> Player:
    player = Player(known, catalogues(), State(LAYLA))
    player.take(Tapped(0, "form:quarters"))
    player.take(Said("مرحباً بكم"))
    assert player.state.draft is not None
    assert player.state.draft.answers == {"one": "مرحباً بكم"}
    return player


def test_who_is_in_the_middle_of_it_is_told_and_nothing_is_kept() -> None:
    player = begun(published())
    player.book = replace(player.book, forms=book().forms)
    done = player.take(Said("جواب"))
    assert player.state.draft is None
    assert "form.withdrawn" in [part.key for message in done.messages for part in message.parts]


def test_a_draft_that_waits_is_not_resumed() -> None:
    player = begun(published())
    player.take(Said("القائمة"))
    player.book = replace(player.book, forms=book().forms)
    done = player.take(Tapped(0, "menu:resume"))
    assert player.state.draft is None
    assert player.state.talk.waiting == ()
    texts = [part.key for message in (*done.messages, *player.last) for part in message.parts]
    assert "form.withdrawn" in texts


def test_another_version_takes_nothing_from_a_draft() -> None:
    player = begun(published())
    other = read(TABLE.replace(b"two", b"three"), "quarters.md").form
    assert other is not None
    player.book = replace(
        player.book,
        forms={**player.book.forms, "quarters": other},
        versions={**player.book.versions, other.version: other},
    )
    player.take(Said("جواب"))
    assert player.state.draft is not None
    assert player.state.draft.answers == {"one": "مرحباً بكم", "two": "جواب"}
