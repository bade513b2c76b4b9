"""Randomness in blocks: nothing is given twice, to no thread and to no child."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.storage import chance

Draw = Callable[[], bytes]


def _number() -> bytes:
    return chance.bits(64).to_bytes(8, "big")


@pytest.mark.parametrize("draw", [chance.nonce, _number])
def test_nothing_is_given_twice(draw: Draw) -> None:
    def many(_: int) -> list[bytes]:
        return [draw() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as pool:
        pieces = [piece for some in pool.map(many, range(8)) for piece in some]
    assert len(set(pieces)) == len(pieces) == 16_000


@pytest.mark.parametrize("draw", [chance.nonce, _number])
def test_a_child_draws_its_own(draw: Draw) -> None:
    size = len(draw())  # and now a block lies ready
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(mouth, b"".join(draw() for _ in range(8)))
        os._exit(0)
    ours = {draw() for _ in range(300)}
    os.waitpid(child, 0)
    theirs = os.read(ear, 8 * size)
    os.close(ear)
    os.close(mouth)
    assert len(theirs) == 8 * size
    assert not ours & {theirs[start : start + size] for start in range(0, len(theirs), size)}


def test_a_nonce_is_as_long_as_the_cipher_wants_it() -> None:
    assert len(chance.nonce()) == 12


def test_bits_stay_within_their_number() -> None:
    drawn = [chance.bits(5) for _ in range(2_000)]
    assert set(drawn) == set(range(32))


@pytest.mark.parametrize("count", [1, 62, 63, 64, 65, 100, 128])
def test_every_bit_of_a_number_is_drawn(count: int) -> None:
    drawn = [chance.bits(count) for _ in range(200)]
    ones = zeros = 0
    for number in drawn:
        ones |= number
        zeros |= ~number
    everywhere = (1 << count) - 1
    assert (ones, zeros & everywhere) == (everywhere, everywhere)
    assert max(drawn) <= everywhere
