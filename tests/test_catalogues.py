"""The catalogues among themselves, and against the keys that the code names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError

from locales import follow
from tests.syntax import TREE, dotted, modules, short, syntax

FOLDER = TREE / "locales"
FOLDING = TREE / "bot/core/arabic"
LANGUAGES = ("ar", "en", "ckb")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ENTRY = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


def catalogue(language: str) -> Catalog:
    return follow.read(FOLDER, language)


def keys(language: str) -> set[str]:
    return {name(message) for message in catalogue(language) if message.id}


def name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(message: Message) -> set[str]:
    """What is inserted; a number may be a word of the sentence («صورتان»), so `count` is free."""
    return {found for form in follow.forms(message) for found in PLACEHOLDER.findall(form)} - {"count"}


def named_keys() -> Iterator[tuple[str, str, bool]]:
    """Where the code names a key, which, and whether it is only the beginning of one."""
    for path in modules("bot"):
        if path.is_relative_to(FOLDING):
            continue  # its `key` is another: what is compared
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call):
                for text in arguments(node):
                    match text:
                        case ast.Constant(value=str(whole)):
                            yield short(path, node), whole, False
                        case ast.JoinedStr(values=[ast.Constant(value=str(begins)), *_]):
                            yield short(path, node), begins, True
                        case _:
                            pass


def arguments(call: ast.Call) -> list[ast.expr]:
    """`key("…")`, `scene.say("…")` and `Text(key="…")`."""
    match dotted(call.func).rpartition("."):
        case (_, _, "key") | ("scene", _, "say"):
            return call.args[:1]
        case (_, _, "Text"):
            return [given.value for given in call.keywords if given.arg == "key"]
        case _:
            return []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_compiles_without_complaint(language: str) -> None:
    problems = [
        f"{name(message)}: {problem}"
        for message in catalogue(language)
        if message.id
        for problem in complaints(message, catalogue(language))
    ]
    assert problems == []


def complaints(message: Message, whole: Catalog) -> list[str]:
    said = [str(problem) for problem in message.check(whole)]
    return [*said, "is fuzzy, so nobody would see it"] if message.fuzzy else said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_says_nothing_twice(language: str) -> None:
    found = ENTRY.findall(Path(FOLDER / language / "LC_MESSAGES/messages.po").read_text(encoding="utf-8"))
    assert sorted(found) == sorted(set(found))


def test_every_text_is_there_in_arabic_and_in_english() -> None:
    assert keys("ar") == keys("en")
    assert keys("ckb") <= keys("ar")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_text_has_words_in_all_its_forms(language: str) -> None:
    wordless = [name(text) for text in catalogue(language) if text.id and not all(follow.forms(text))]
    assert wordless == []


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_a_translation_inserts_what_the_arabic_does(language: str) -> None:
    arabic = {name(message): placeholders(message) for message in catalogue("ar") if message.id}
    worded = [text for text in catalogue(language) if text.id and all(follow.forms(text))]
    assert {name(text): placeholders(text) for text in worded} == {
        name(text): arabic[name(text)] for text in worded
    }


def test_every_key_that_the_code_names_has_a_text() -> None:
    known = keys("ar")
    named = list(named_keys())
    assert named, "no file was looked at"
    assert [
        f"{place}: {text}"
        for place, text, begins in named
        if not (any(one.startswith(text) for one in known) if begins else text in known)
    ] == []


def test_a_broken_catalogue_is_noticed(tmp_path: Path) -> None:
    broken = tmp_path / "ar/LC_MESSAGES/messages.po"
    broken.parent.mkdir(parents=True)
    broken.write_text('msgid "a"\nmsgstr "b"\nthis is no line of a catalogue\n')
    with pytest.raises(PoFileError):
        follow.read(tmp_path, "ar")
