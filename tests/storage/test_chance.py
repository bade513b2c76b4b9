"""Randomness in blocks: nothing is given twice, to no thread and to no child."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from bot.storage import chance


def test_no_piece_is_given_twice() -> None:
    def many(_: int) -> list[bytes]:
        return [chance.piece() for _ in range(2_000)]

    with ThreadPoolExecutor(4) as pool:
        pieces = [piece for some in pool.map(many, range(8)) for piece in some]
    assert len(set(pieces)) == len(pieces) == 16_000
    assert {len(piece) for piece in pieces} == {chance.PIECE}


def test_a_child_draws_its_own() -> None:
    chance.piece()  # so that a block lies ready
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(mouth, b"".join(chance.piece() for _ in range(8)))
        os._exit(0)
    ours = {chance.piece() for _ in range(300)}
    os.waitpid(child, 0)
    theirs = os.read(ear, 8 * chance.PIECE)
    os.close(ear)
    os.close(mouth)
    assert len(theirs) == 8 * chance.PIECE
    assert not ours & {theirs[start : start + chance.PIECE] for start in range(0, len(theirs), chance.PIECE)}


def test_bits_stay_within_their_number() -> None:
    drawn = [chance.bits(5) for _ in range(2_000)]
    assert set(drawn) == set(range(32))
