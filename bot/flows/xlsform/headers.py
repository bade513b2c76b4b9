"""Headers that pyxform drops: one colon beside `::`, a slip in `label`, two columns of one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from bot.flows.xlsform.languages import Languages, code_of
from bot.flows.xlsform.problems import SURVEY, Problem
from bot.flows.xlsform.rows import FIRST_ROW, plain

_WORDS = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
# pyxform takes one colon for two as long as no header of the sheet has two.
_ONE_COLON = re.compile(rf"\s*({'|'.join((*_WORDS, 'media'))})\s*:(?!:)\s*(\S.*)", re.IGNORECASE)
_NEAR = re.compile(r"\s*(label|hint)(?:[\s:：_./|-]+(.*))?", re.IGNORECASE)
_PARTS = re.compile(r"\s*:+\s*")


def dropped(headers: Iterable[str], sheet: str = SURVEY) -> Iterator[Problem]:
    """Those with one colon where others have two: pyxform passes over them without a word."""
    known = [str(header) for header in headers]
    if any("::" in header for header in known):
        for header in known:
            if "::" not in header and _ONE_COLON.match(header):
                yield _problem(header, "::".join(_PARTS.split(header.strip())), sheet)


def unnamed_first(sheet: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with «label» before «label::English»: pyxform loses what stood before an unnamed column."""
    return [dict(sorted(row.items(), key=lambda cell: ":" in str(cell[0]))) for row in sheet]


def lost(rows: Iterable[Mapping[str, Any]], languages: Languages, sheet: str = SURVEY) -> Iterator[Problem]:
    """Two columns of one language with other words in a row, of which one is lost: each pair once."""
    told: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, FIRST_ROW):
        seen: dict[tuple[str, str], str] = {}
        for header, words in row.items():
            place = _language(str(header), languages)
            if place is None or not str(words or "").strip():
                continue
            other = seen.setdefault(place, str(header))
            if str(row[other]).strip() != str(words).strip() and (other, header) not in told:
                told.add((other, str(header)))
                yield Problem("language_twice", sheet, number, other, {"what": other, "also": str(header)})


def _language(header: str, languages: Languages) -> tuple[str, str] | None:
    """Which text a column holds, and in which language; None of other columns."""
    kind, (_, _, language) = plain(header), header.partition(":")
    named = language.strip(": ")
    return (kind, code_of(named) if named else languages.unnamed) if kind in _WORDS else None


def slipped(headers: Iterable[str]) -> Iterator[Problem]:
    """Where a question has no words: the headers that may have been meant to hold them."""
    known = [str(header) for header in headers]
    found = list(dropped(known))
    told = {one.column for one in found}
    yield from found
    for header in known:
        instead = _meant(header)
        if header not in told and instead and instead != header.strip():
            yield _problem(header, instead, SURVEY)


def _meant(header: str) -> str:
    """«label - Arabic» is `label::Arabic`, and «Labl» is `label`; '' of what is something else."""
    if "::" in header and header.partition("::")[0].strip().lower() in {*_WORDS, "media", "bind", "body"}:
        return ""
    if header.strip().lower() in _WORDS:
        return ""
    near = _NEAR.fullmatch(header)
    if near:
        language = (near[2] or "").strip()
        return f"{near[1].lower()}::{language}" if language else near[1].lower()
    name, colons, language = header.partition(":")
    close = get_close_matches(name.strip().lower(), ("label", "hint"), 1, 0.75)
    return f"{close[0]}::{language.strip(': ')}" if close and colons else "".join(close)


def _problem(header: str, instead: str, sheet: str) -> Problem:
    return Problem("header", sheet, 1, header, {"what": header, "instead": instead})
