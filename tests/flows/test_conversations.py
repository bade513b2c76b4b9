"""Golden conversations: each file is played and must read as it did.

`GOLDEN=write` writes the files as they read now; look at what changed before it is kept.
"""

import os
from pathlib import Path

import pytest

from tests.flows.player import conversation
from tests.flows.sample import book, catalogues

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.rglob("*.chat"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_reads_as_it_did(path: Path) -> None:
    played = conversation(path, book(), catalogues())
    if os.environ.get("GOLDEN") == "write":
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")


def test_every_shipped_form_is_talked_through_in_arabic_and_english() -> None:
    sent = {
        (form, language)
        for path in FILES
        for form in book().forms
        for language in ("ar", "en")
        if f"language: {language}" in (text := path.read_text(encoding="utf-8"))
        and any(f"=  {word} {form}" in text for word in ("submit", "errand complaint", "errand thread"))
    }
    assert sent
