"""A programme from its folder: `programme.toml`, and the file of areas that it names.

Everything that is wrong comes out at once, as one ProgrammeProblem. docs/programme.md says what each key
means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from babel.core import Locale, UnknownLocaleError

from bot.actions.declared import SOURCE, Declared, is_language, open_toml, read_zone, shown
from bot.actions.flaws import Flaw, ProgrammeProblem
from bot.actions.read_areas import read_areas
from bot.actions.read_sending import read_sending
from bot.core.place import Areas
from bot.core.programme import Programme
from bot.core.text import Text
from bot.flows.shipped.pulse import OPTIONAL

FILE = "programme.toml"
_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,39}")
_LANGUAGES = ("ar", "en", "ckb")
_ON_TRIAL = ("ckb",)
_ALL = "all"
_DAY = 24
_WAVE = ("wave", "wave_closes", "results_on")


def read_programme(folder: Path) -> tuple[Programme, Areas]:
    """The programme and its areas; ProgrammeProblem says all that is wrong."""
    flaws: list[Flaw] = []
    file = open_toml(folder / FILE, FILE, flaws)
    if flaws:
        raise ProgrammeProblem(flaws)
    country = _country(file)
    where = file.words("areas", "areas.toml")
    areas = Areas() if flaws else _areas(folder, where, country, flaws)
    programme = _programme(file, folder.resolve().name, country, areas)
    file.finish()
    if flaws:
        raise ProgrammeProblem(flaws)
    return programme, areas


def _areas(folder: Path, where: str, country: str, flaws: list[Flaw]) -> Areas:
    """The areas of a file that can be read."""
    file = open_toml(folder / where, where, flaws)
    return Areas() if flaws else read_areas(file, country)


def _programme(file: Declared, name: str, country: str, areas: Areas) -> Programme:
    if not _NAME.fullmatch(name):
        file.wrong("", "name", value=name)
    if "safeguarding" in file.values:
        file.taken.add("safeguarding")
        file.wrong("safeguarding", "safeguarding")
    languages, trial = _languages(file)
    said = tuple(language for language in languages if language not in trial)
    wave, closes, results = _wave(file)
    zone, daytime = read_zone(file, "Asia/Amman"), _daytime(file)
    return Programme(
        name=name,
        title=file.text("title", form="name", required=True) or Text(),
        organisation=file.text("organisation", form="name", required=True) or Text(),
        support=file.text("support", said, required=True) or Text(),
        languages=languages,
        trial_languages=trial,
        country=country,
        locale=_locale(file),
        zone=zone,
        champion=file.text("champion", said) or Text(),
        daytime=daytime,
        emergency=_emergency(file, said, areas),
        safeguarding_contact=file.text("safeguarding_contact", said),
        human_hours=file.number("human_hours", 24, 1, 30 * _DAY),
        human_who=file.text("human_who", said),
        guardian_protocol=file.take("guardian_protocol", bool, False, "false"),
        wave=wave,
        wave_closes=closes,
        results_on=results,
        modules=_modules(file),
        neutral_name=file.text("neutral_name", form="name"),
        large_count=file.number("large_count", 500, 1, 1_000_000),
        sending=read_sending(file, zone, daytime, areas),
    )


# ------------------------------------------------------------------------------- where and how to speak


def _languages(file: Declared) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The languages offered, and which of them are on trial."""
    languages = file.many("languages", _LANGUAGES, '["ar", "en"]')
    for code in languages:
        if not is_language(code):
            file.wrong("languages", "language", value=code)
    if SOURCE not in languages:
        file.wrong("languages", "arabic")
    default = tuple(code for code in _ON_TRIAL if code in languages)
    trial = file.many("trial_languages", default, '["ckb"]')
    for code in trial:
        if code not in languages:
            file.wrong("trial_languages", "trial", value=code)
    return languages, trial


def _country(file: Declared) -> str:
    found = file.words("country", "JO")
    if found not in Locale("en").territories or not re.fullmatch("[A-Z]{2}", found):
        file.wrong("country", "country", value=found)
    return found


def _locale(file: Declared) -> str:
    found = file.words("locale", "ar_JO")
    try:
        known = Locale.parse(found).language == SOURCE
    except (UnknownLocaleError, ValueError):
        known = False
    if not known:
        file.wrong("locale", "locale", value=found)
    return found


# ------------------------------------------------------------------------------------ the rest


def _daytime(file: Declared) -> tuple[int, int]:
    match file.take("daytime", list, [9, 21], "[9, 21]"):
        case [int(first), int(last)] if 0 <= first < last <= _DAY:
            return first, last
    file.wrong("daytime", "hours")
    return 9, 21


def _emergency(file: Declared, said: tuple[str, ...], areas: Areas) -> Mapping[str, Text]:
    """Who helps at once, by area; `all` stands for everywhere else."""
    table = file.inner("emergency", '{ all = { ar = "…", en = "…" } }')
    found = {}
    for code in table.values:
        if code != _ALL and areas.by_code and areas.get(code) is None:
            table.wrong(code, "no_area", value=code)
        text = table.text(code, said)
        if text is not None:
            found["" if code == _ALL else code] = text
    return found


def _wave(file: Declared) -> tuple[str, str, str]:
    """The open round of the survey: its name, its last day, and the day of the results."""
    wave, closes, results = file.words("wave", example='"2026-4"'), *map(file.day, _WAVE[1:])
    given = [key for key in _WAVE if key in file.values]
    if given and len(given) < len(_WAVE):
        file.wrong(given[0], "together")
    if closes and results and results < closes:
        file.wrong("results_on", "early", value=results)
    return wave, closes, results


def _modules(file: Declared) -> tuple[str, ...]:
    known = [item.name for item in OPTIONAL]
    found = file.many("modules", (), shown(known))
    for name in found:
        if name not in known:
            file.wrong("modules", "module", value=name, example=shown(known))
    return found
