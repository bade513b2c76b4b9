"""A ZIP whose names map to rows."""

import io
import zipfile

from bot.reports.bundle import Bundle, medium_name


def test_photos_are_named_after_their_row() -> None:
    assert medium_name("4829153", 1, "image/jpeg") == "4829153-1.jpg"
    assert medium_name("4829153", 12, "image/png") == "4829153-12.png"
    assert medium_name("../4829153", 1, "application/x-sh") == "4829153-1.bin"


def test_what_was_put_in_comes_out() -> None:
    stream = io.BytesIO()
    with Bundle(stream) as bundle:
        bundle.add("4829153-1.jpg", b"\xff\xd8one")
        bundle.add("4829153-2.jpg", b"\xff\xd8two")
    with zipfile.ZipFile(stream) as made:
        assert made.testzip() is None
        assert made.namelist() == ["4829153-1.jpg", "4829153-2.jpg"]
        assert made.read("4829153-2.jpg") == b"\xff\xd8two"
    assert bundle.count == 2


def test_no_entry_tells_when_it_was_made() -> None:
    stream = io.BytesIO()
    with Bundle(stream) as bundle:
        bundle.add("1-1.jpg", b"x")
    assert zipfile.ZipFile(stream).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
