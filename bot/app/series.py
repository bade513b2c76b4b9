"""`tamasuk campaign send --file`: several messages in one TOML file, with whom they are for.

What is wrong with it is all said at once, each with its place: the file, the message by its number, the word.
What the words mean is known later (`bot.app.composing`): what is wrong here is said there, with the rest.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NoReturn

from bot.actions.keep_campaign_media import KINDS as MEDIA
from bot.app import schedules
from bot.app.saying import fail, no_file, words
from bot.app.schedules import spoken
from bot.app.wanted import WHOM, Part, Wanted, Wrong

MOST: Final = 20
"""Messages in one campaign."""
_TEXTS: Final[Mapping[str, str]] = {"text": "ar", "text_en": "en", "text_ckb": "ckb"}
_NOTHING: Final = Wanted(
    "",
    [Part(dict.fromkeys(_TEXTS.values(), ""), when=dict.fromkeys(schedules.WORDS, ""))],
    whom={name: [] for name in WHOM},
)
_OF_STEP: Final = (*_TEXTS, "form", *MEDIA, *schedules.WORDS)


def of_file(path: Path, beside: Wanted) -> Wanted:
    """What the file asks for, with what is wrong. `beside`: what was said on the command line.

    What cannot be read at all ends the command.
    """
    wanted, wrong = read_series(path)
    if beside != _NOTHING:
        wrong.append(Wrong("--file", "all is said in the file", "كل شيء يُكتب في الملف"))
    return replace(wanted, wrong=wrong) if wanted is not None else _refuse(wrong)


def checked(wanted: Wanted) -> Wanted:
    """What the command line asks for, without what was not said."""
    part = wanted.parts[0]
    wrong = [] if wanted.name else [Wrong("NAME", "what do staff call it?", "ما يسمّيها به الفريق ناقص")]
    if not part.languages["ar"]:
        wrong.append(Wrong("--text", "is missing", "النص ناقص"))
    languages = {language: words for language, words in part.languages.items() if words}
    return replace(wanted, parts=[replace(part, languages=languages)], wrong=wrong)


def _refuse(wrong: Sequence[Wrong]) -> NoReturn:
    fail("\n".join(one.said() for one in wrong))


def read_series(path: Path) -> tuple[Wanted | None, list[Wrong]]:
    """What the file asks for as far as it is understood, and what is wrong with it; None when nothing is."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None, [Wrong("", words(no_file(path), "en"), words(no_file(path), "ar"))]
    except OSError:
        return None, [Wrong(str(path), "cannot be read", "لا يمكن قراءة هذا الملف")]
    except UnicodeDecodeError:
        return None, [Wrong(path.name, "is not in UTF-8", "ليس بترميز UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return None, [Wrong(path.name, f"is no TOML: {error}", f"ليس بصيغة TOML صحيحة: {error}")]
    wrong = list(_shape(told, path.name))
    if not _has_steps(told):
        return None, wrong
    steps = [_part(step, place, path.parent) for place, step in _steps(told, path.name)]
    audience = told.get("audience", {})
    audience = audience if isinstance(audience, dict) else {}
    whom = {name: audience[name] for name in WHOM if _is_list(audience.get(name))}
    return Wanted(_text(told, "name"), steps, _text(audience, "saved"), whom, path.name), wrong


def _has_steps(told: Mapping[str, Any]) -> bool:
    steps = told.get("step")
    return isinstance(steps, list) and bool(steps) and all(isinstance(one, dict) for one in steps)


def _steps(told: Mapping[str, Any], file: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(f"{file}, step {number}", step) for number, step in enumerate(told["step"][:MOST], 1)]


def _text(told: Mapping[str, Any], name: str) -> str:
    """The text of that name; '' where it is none."""
    said = told.get(name)
    return said if isinstance(said, str) else ""


def _is_list(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(one, str) for one in values)


def _is_value(said: object) -> bool:
    """Whether a schedule may say it."""
    return not isinstance(said, dict | bool | float)


def _part(step: Mapping[str, Any], place: str, folder: Path) -> Part:
    """Files lie where the file itself does, unless their whole path is said."""
    languages = {language: said for name, language in _TEXTS.items() if (said := _text(step, name))}
    when = {word: spoken(step[word]) for word in schedules.WORDS if word in step and _is_value(step[word])}
    media = {word: folder / said for word in MEDIA if (said := _text(step, word))}
    form = step.get("form", "")
    return Part(languages, form if _is_list(form) else [_text(step, "form")], when, media, place)


# --------------------------------------------------------------------------------------- its shape


def _shape(told: Mapping[str, Any], file: str) -> Iterator[Wrong]:
    yield from _unknown(told, ("name", "audience", "step"), file)
    if not told.get("name") or not isinstance(told["name"], str):
        yield Wrong(f"{file}, name", "is missing: what staff call it", "الاسم ناقص: ما يسمّيها به الفريق")
    yield from _audience(told.get("audience", {}), file)
    if not _has_steps(told):
        yield Wrong(
            file, "has no messages: one [[step]] for each", "لا رسائل فيه: قسم [[step]] واحد لكل رسالة"
        )
        return
    if len(told["step"]) > MOST:
        yield Wrong(file, f"has more than {MOST} messages", f"فيه أكثر من {MOST} رسالة")
    for place, step in _steps(told, file):
        yield from _step(step, place)


def _audience(told: Any, file: str) -> Iterator[Wrong]:
    place = f"{file}, audience"
    if not isinstance(told, dict):
        yield Wrong(place, "is a table: [audience]", "قسم: [audience]")
        return
    yield from _unknown(told, ("saved", *WHOM), place)
    if not isinstance(told.get("saved", ""), str):
        yield Wrong(f"{place}, saved", "is the name of a saved audience", "اسم جمهور محفوظ")
    for name in WHOM:
        if not _is_list(told.get(name, [])):
            yield Wrong(f"{place}, {name}", f'is a list: {name} = ["…"]', f'قائمة: {name} = ["…"]')


def _step(step: Mapping[str, Any], place: str) -> Iterator[Wrong]:
    yield from _unknown(step, _OF_STEP, place)
    if not any(step.get(name) for name in _TEXTS) and not _means_text(step):
        yield Wrong(f"{place}, text", "is missing", "النص ناقص")
    for name in (*_TEXTS, "form", *MEDIA):
        several = name == "form" and _is_list(step.get(name))
        if not several and not isinstance(step.get(name, ""), str):
            yield Wrong(f"{place}, {name}", "is a text, in quotes", "نص بين علامتي تنصيص")
    for word in schedules.WORDS:
        if not _is_value(step.get(word)):
            yield Wrong(f"{place}, {word}", "is no value that this may have", "قيمة غير ممكنة هنا")


def _means_text(step: Mapping[str, Any]) -> bool:
    """Whether its words stand under a name misspelt, which is told by itself."""
    strange = (name for name in step if name not in _OF_STEP)
    return any(meant in _TEXTS for name in strange for meant in get_close_matches(name, _OF_STEP, 1))


def _unknown(told: Mapping[str, Any], known: Collection[str], place: str) -> Iterator[Wrong]:
    """A word misspelt would otherwise be passed over in silence."""
    for name in told:
        if name not in known:
            names = ", ".join(known)
            yield Wrong(
                f"{place}, {name}", f"is not known; known are: {names}", f"غير معروفة. المعروف: {names}"
            )
