"""Recorded questions: which file belongs to which, what is wrong, and who gets the bytes."""

import hashlib
from pathlib import Path

import pytest

from bot.actions.flaws import ProgrammeProblem
from bot.actions.read_recordings import LARGEST, by_id, read_recordings, spoken
from bot.actions.show_media import KeptFiles
from bot.core.channel import MediaRefused
from bot.flows.shipped import SHIPPED
from bot.media.links import Links
from bot.media.objects import Objects
from bot.media.worker import Pictures
from bot.storage.database import Database

FORM = next(form for form in SHIPPED if form.purpose == "register")
FIRST = FORM.fields[0]
NAME = f"{FORM.name}.{FIRST.name}.ogg"
LANGUAGES = ("ar", "en")


def recorded(folder: Path, name: str = f"ar/{NAME}", data: bytes = b"OggS invented") -> Path:
    path = folder / "recordings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_programme_without_recordings_has_none(tmp_path: Path) -> None:
    assert read_recordings(tmp_path, SHIPPED, LANGUAGES) == ()


def test_a_recording_belongs_to_its_question_in_its_language(tmp_path: Path) -> None:
    recorded(tmp_path)
    recorded(tmp_path, f"en/{NAME}", b"OggS in English")
    form = spoken(FORM, read_recordings(tmp_path, SHIPPED, LANGUAGES))
    assert form.field(FIRST.name).recorded == {
        "ar": hashlib.sha256(b"OggS invented").hexdigest(),
        "en": hashlib.sha256(b"OggS in English").hexdigest(),
    }
    assert [field.recorded for field in form.fields if field.name != FIRST.name] == [{}] * (
        len(form.fields) - 1
    )
    assert form.version == FORM.version


@pytest.mark.parametrize(
    "name", [f"fr/{NAME}", "ar/registration.nothing.ogg", "ar/registration.ogg", f"ar/{NAME[:-3]}wav"]
)
def test_a_file_that_belongs_to_nothing_is_named(tmp_path: Path, name: str) -> None:
    recorded(tmp_path, name)
    with pytest.raises(ProgrammeProblem, match=f"recordings/{name}"):
        read_recordings(tmp_path, SHIPPED, LANGUAGES)


def test_a_file_that_is_too_large_is_named(tmp_path: Path) -> None:
    recorded(tmp_path, data=bytes(LARGEST + 1))
    with pytest.raises(ProgrammeProblem, match="larger than 5 MB"):
        read_recordings(tmp_path, SHIPPED, LANGUAGES)


async def test_the_bytes_go_to_a_channel_and_to_a_page(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    [recording] = read_recordings(tmp_path, SHIPPED, LANGUAGES)
    pictures, objects = Pictures(), Objects.at(str(tmp_path / "media"))
    database = Database(f"sqlite:///{tmp_path / 'unused.db'}")
    files = KeptFiles(
        database, objects, pictures, Links([b"k" * 32], "https://bot.example"), by_id([recording])
    )
    assert await files.read(recording.id, "original") == (b"OggS invented", "audio/ogg")
    opened = await files.open(recording.id, "original")
    assert opened is not None
    assert (opened.mime, opened.size, await opened.part(5, 8)) == ("audio/ogg", 13, b"inv")
    path.unlink()
    with pytest.raises(MediaRefused):
        await files.read(recording.id, "original")
    assert await files.open(recording.id, "original") is None
    await pictures.close()
