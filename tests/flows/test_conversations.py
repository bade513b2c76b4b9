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
# How a form that was sent shows in a file.
ENDS = {
    "registration": "submit registration",
    "profile": "submit profile",
    "conduct": "submit conduct",
    "report": "submit report",
    "pulse": "submit pulse",
    "complaint": "errand complaint",
    "human": "errand thread",
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_reads_as_it_did(path: Path) -> None:
    played = conversation(path, book(), catalogues())
    if os.environ.get("GOLDEN") == "write":
        path.write_text(played, encoding="utf-8")
    assert played == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("form", sorted(ENDS))
def test_every_form_with_a_way_in_is_talked_through(form: str, language: str) -> None:
    """The application of champions has no way in yet."""
    texts = [path.read_text(encoding="utf-8") for path in FILES]
    told = [text for text in texts if f"language: {language} " in text and f"\n=  {ENDS[form]}" in text]
    assert told


def test_every_shipped_form_is_in_the_table() -> None:
    assert {*ENDS, "champion"} == set(book().forms)


def test_the_core_set_is_talked_through_in_sorani() -> None:
    texts = [t for path in FILES if "language: ckb " in (t := path.read_text(encoding="utf-8"))]
    assert any(f"\n=  {ENDS['registration']}" in text for text in texts)
