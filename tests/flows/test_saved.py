"""Conversations that a release saved half way go on in this one.

Each file under `saved/VERSION/` holds the parts of one state as their rows held them. They are never
rewritten: a change of the state that they do not survive needs a step in `bot.core.upgrades`.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.core.conversation import STATE_VERSION, Draft, Found, LookUp, Said, State, Step, Talk, Turn
from bot.core.person import Person
from bot.core.programme import Book
from bot.flows.engine import step
from bot.storage.codecs import decode_part, encode_part
from tests.flows.player import START, ZONE
from tests.flows.sample import book, stepped

FOLDER = Path(__file__).parent / "saved"
FILES = sorted(FOLDER.rglob("*.json"))
# What is said to a saved conversation, and a text or field that shows it went on.
NEXT = {
    "registration": ("الرمثا", "summary.heading"),
    "correction": ("1999", "summary.heading"),
    "tally": ("لا أعرف الأعمار", "ir13"),
    "album": ("تم", "field.photo.consent"),
    "pulse": ("أوافق", "p04"),
    "toggles": ("تم", "v9"),
    "waiting": ("نعم", "what"),
    "sent": ("نعم", "late.added"),
    "returned": ("لا أعرف", "summary.heading"),
    "reply": ("نعم", ""),
    "stopped": ("إنهاء الاستبيان فقط", "stop.only_survey"),
    "misread": ("وهيك", "misread.third"),
}


def parts(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def saved(path: Path) -> State:
    """The state as the shell reads it from its rows."""
    rows = {name: json.dumps(part).encode() for name, part in parts(path).items()}
    draft = decode_part(Draft, rows["draft"]) if "draft" in rows else None
    return State(decode_part(Person, rows["person"]), decode_part(Talk, rows["talk"]), draft)


def with_version_of(state: State) -> Book:
    """The version that a draft is pinned to is stored; these files stand for it by today's form."""
    kept = book()
    if state.draft is None:
        return kept
    form = replace(kept.forms[state.draft.form], version=state.draft.version)
    return replace(kept, versions={**kept.versions, form.version: form})


def heard(state: State, words: str, of: Book | None = None) -> Step:
    now = START + timedelta(minutes=30)
    ids = (f"{n:032x}" for n in count(1))
    turn = Turn(now, now.astimezone(ZONE), ids, 7, "telegram", address="a" * 32)
    return stepped(of or with_version_of(state), state, Said(words), turn)


def contains(whole: Any, part: Any) -> bool:
    """Whether everything of `part` is still in `whole`."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(contains(whole.get(k), v) for k, v in part.items())
    return bool(whole == part)


def test_there_are_states_of_every_version_so_far() -> None:
    versions = {row["version"] for path in FILES for row in parts(path).values()}
    assert versions == set(range(1, STATE_VERSION + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_saved_conversation_goes_on(path: Path) -> None:
    state = saved(path)
    words, shows = NEXT[path.stem]
    done = heard(state, words)
    said = {part.key for message in done.messages for part in message.parts}
    assert shows in said | {done.state.draft.at if done.state.draft else ""}
    assert "form.gone" not in said
    if state.draft is not None and done.state.draft is not None:
        assert contains(done.state.draft.answers, {k: v for k, v in state.draft.answers.items() if k != "v5"})


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if parts(p)["person"]["version"] == STATE_VERSION],
    ids=lambda path: path.stem,
)
def test_nothing_of_a_state_of_this_version_is_lost(path: Path) -> None:
    """A field that was renamed or left out would be gone from the row."""
    state = saved(path)
    again = {"person": state.person, "talk": state.talk, "draft": state.draft}
    for name, row in parts(path).items():
        assert contains(json.loads(encode_part(again[name])), row), name  # type: ignore[arg-type]  # one of the three parts


def test_a_draft_whose_form_is_no_more_waits_and_is_told() -> None:
    """Nothing that was answered is thrown away, and the person goes on from the menu."""
    state = saved(FOLDER / "1.0" / "tally.json")
    done = heard(state, "5", book_without(state))
    assert "form.gone" in [part.key for part in done.messages[0].parts]
    assert done.state.draft is None
    assert [w.draft for w in done.state.talk.waiting] == [state.talk.draft]
    assert state.draft is not None
    again = heard(done.state, "إكمال ما بدأت", book_without(state))
    assert [e for e in again.effects if isinstance(e, LookUp)]
    now = START + timedelta(hours=1)
    turn = Turn(now, now.astimezone(ZONE), iter("x"), 7, "telegram")
    found = step(book_without(state), again.state, Found("draft", {"draft": state.draft}), turn)
    assert "form.gone" in [part.key for part in found.messages[0].parts]
    assert not found.state.talk.waiting


def book_without(state: State) -> Book:
    kept = book()
    version = state.draft.version if state.draft else ""
    return replace(kept, versions={k: v for k, v in kept.versions.items() if k != version})
