"""Sealing: only the key opens, only where it was sealed for; hashes stay findable when the key changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.errors import Damaged, WrongKey
from bot.storage.sealed import Sealer, keyed_hash

OLD, NEW, OTHER = "the first secret key", "the second secret key", "a key of somebody else"
SEALER = Sealer(NEW, (OLD,))


@given(st.binary(max_size=2000), st.text(max_size=20))
def test_what_is_sealed_opens(plain: bytes, context: str) -> None:
    sealed = SEALER.seal(plain, context)
    assert SEALER.open(sealed, context) == plain
    assert len(plain) < 4 or sealed.find(plain) < 0


def test_the_same_is_never_sealed_alike() -> None:
    assert SEALER.seal(b"x", "c") != SEALER.seal(b"x", "c")


def test_the_newest_key_seals_and_all_open() -> None:
    before = Sealer(OLD).seal(b"kept", "c")
    assert SEALER.open(before, "c") == b"kept"
    with pytest.raises(WrongKey):
        Sealer(OLD).open(SEALER.seal(b"new", "c"), "c")


def test_another_key_is_told_apart_from_damage() -> None:
    sealed = SEALER.seal(b"x", "c")
    with pytest.raises(WrongKey, match="SECRET_KEY") as raised:
        Sealer(OTHER).open(sealed, "c")
    assert not isinstance(raised.value, Damaged)
    with pytest.raises(Damaged):
        SEALER.open(sealed, "another column")


@pytest.mark.parametrize("cut", [4, 10, 16, 20, -1])
def test_what_was_cut_or_changed_does_not_open(cut: int) -> None:
    sealed = SEALER.seal(b"a value", "c")
    with pytest.raises(Damaged):
        SEALER.open(sealed[:cut], "c")
    with pytest.raises(Damaged):
        SEALER.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "c")


def test_a_new_key_beside_the_old_one_finds_everything() -> None:
    assert SEALER.hash("address", "7") == Sealer(OLD).hash("address", "7")
    assert Sealer(NEW).hash("address", "7") != Sealer(OLD).hash("address", "7")


def test_parts_of_a_hash_are_kept_apart() -> None:
    assert SEALER.hash("ab", "c") != SEALER.hash("a", "bc")
    assert keyed_hash(b"k", "ab", "c") != keyed_hash(b"k", "a", "bc")


def test_keys_are_of_their_purpose() -> None:
    assert len({*SEALER.keys("cookie"), *SEALER.keys("link")}) == 4
    assert SEALER.keys("cookie")[1] == Sealer(OLD).keys("cookie")[0]


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        Sealer("short")


def test_hashes_never_change() -> None:
    """Rows are found by them: HMAC-SHA256 of the parts, each with its length in front."""
    made = Sealer(OLD).hash("address", "telegram", "chat", "7")
    assert made.hex() == "08f284f7163da6416625fb6e98d522cd4dfcf7797168e80fce95b7350b1e7048"
