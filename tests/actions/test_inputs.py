"""What a provider delivered, as an input; and what is left of one from a private form."""

import pytest

from bot.actions.inputs import read, wordless
from bot.core.conversation import (
    Found,
    Input,
    Moved,
    Odd,
    Said,
    Sent,
    Shared,
    Signalled,
    Tapped,
    Woke,
)
from bot.core.media import Media
from tests.world import inbound

PHOTO = Media("photo", "f")
CASES = [
    (inbound("hi", message="5", edits="4"), Said("hi", "5", "4", "about")),
    (inbound(kind="tapped", choice="3:menu:start"), Tapped(3, "menu:start", "about")),
    (inbound("+962790000001", kind="contact"), Shared(phone="+962790000001")),
    (inbound("a place", kind="position", latitude=31.9, longitude=35.9), Shared(31.9, 35.9)),
    (inbound("👍", kind="signal"), Signalled("👍")),
    (inbound("poll", kind="odd"), Odd("poll")),
    (inbound(kind="hologram"), Odd("hologram")),
    (inbound(kind="blocked"), Moved(False)),
    (inbound(kind="unblocked"), Moved(True)),
    (
        inbound("by the sea", kind="media", media=(PHOTO,), album="A", message="5"),
        Sent((Media("photo", "f", "id1"),), "by the sea", "A", "5", "about"),
    ),
]


@pytest.mark.parametrize(("delivered", "given"), CASES)
def test_each_kind_of_delivery(delivered: object, given: Input) -> None:
    assert read([delivered], "about", lambda: "id1") == given  # type: ignore[list-item]


def test_captions_of_one_album_are_said_once_each() -> None:
    parts = [inbound(text, kind="media", media=(PHOTO,)) for text in ("day one", "", "day one", "day two")]
    sent = read(parts, "", iter("1234").__next__)
    assert isinstance(sent, Sent)
    assert (sent.caption, [m.id for m in sent.media]) == ("day one\nday two", ["1", "2", "3", "4"])


@pytest.mark.parametrize(
    "given",
    [
        *(given for _, given in CASES),
        Found("draft", {"text": "hi"}),
        Woke("nudge", {"text": "hi"}),
        Tapped(3, "hi"),
        Shared(31.9, 35.9, "hi"),
    ],
)
def test_nothing_that_was_said_is_left_of_a_wordless_input(given: Input) -> None:
    kept = wordless(given)
    assert type(kept) is type(given)
    assert not any(
        said in repr(kept)
        for said in ("hi", "start", "+962", "31.9", "👍", "by the sea", "photo", "about='about'")
    )
