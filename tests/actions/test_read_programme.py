"""Programmes from their folders: what is shipped reads without a problem, a mistake says where it is."""

import tomllib
from pathlib import Path

import pytest

from bot.actions.flaws import Flaw, ProgrammeProblem
from bot.actions.read_programme import read_programme
from bot.core import gazetteer
from bot.core.place import Areas
from bot.core.text import Text

CONFIG = Path(__file__).parents[2] / "config"
SAMPLE = CONFIG / "programmes" / "sample"
LONGEST_LABEL = 24

PROGRAMME = """
title = { ar = "حوار" }
organisation = { ar = "مؤسسة" }
support = { ar = "خط الدعم" }
languages = ["ar"]
"""
AREAS = """
area = [
    { code = "JO", ar = "الأردن" },
    { code = "JO-IR", parent = "JO", ar = "إربد", aliases = ["اربد"] },
    { code = "JO-KA", parent = "JO", ar = "الكرك", en = "Karak" },
    { code = "JO-IR-MAZAR", parent = "JO-IR", ar = "المزار" },
]
"""


def written(folder: Path, programme: str = PROGRAMME, areas: str = AREAS) -> Path:
    """A programme in a folder of its own."""
    own = folder / "trial"
    own.mkdir()
    (own / "programme.toml").write_text(programme, encoding="utf-8")
    (own / "areas.toml").write_text(areas, encoding="utf-8")
    return own


def flaws(folder: Path) -> list[Flaw]:
    with pytest.raises(ProgrammeProblem) as caught:
        read_programme(folder)
    return list(caught.value.problems)


def country(folder: Path, code: str) -> Areas:
    """The areas that a programme of another country uses by naming the shipped file."""
    file = {"IQ": "iraq", "SY": "syria"}[code]
    path = CONFIG / "areas" / f"{file}.toml"
    programme = f'{PROGRAMME}country = "{code}"\nareas = "{path.as_posix()}"'
    return read_programme(written(folder, programme))[1]


# ------------------------------------------------------------------------------------ what is shipped


def test_the_sample_reads_without_a_problem() -> None:
    programme, areas = read_programme(SAMPLE)

    assert (programme.name, programme.country, programme.zone) == ("sample", "JO", "Asia/Amman")
    assert (programme.wave, programme.wave_closes, programme.results_on) == (
        "2026-4",
        "2026-12-31",
        "2027-01-31",
    )
    assert programme.organisation.format == "name"
    assert programme.champion.languages["ar"] == "{m:رائد التماسك|f:رائدة التماسك|n:من رواد التماسك}"
    assert not programme.safeguarding
    assert set(programme.emergency) == {""}
    assert [len(areas.at_level(level)) for level in range(3)] == [1, 12, 51]


def test_the_sample_says_all_it_says_in_all_its_languages() -> None:
    programme, _ = read_programme(SAMPLE)
    own = [getattr(programme, name) for name in type(programme).__slots__]
    texts = [text for text in (*own, *programme.emergency.values()) if isinstance(text, Text)]

    assert len(texts) == 8
    assert all(set(text.languages) == set(programme.languages) for text in texts)


def test_numbers_of_the_sample_are_marked_as_invented() -> None:
    programme, _ = read_programme(SAMPLE)

    for text in (programme.support, *programme.emergency.values()):
        marks = ("عيّنة", "sample", "نموونە")
        assert all(mark in words for mark, words in zip(marks, text.languages.values(), strict=True))


def test_iraq_has_nineteen_governorates_and_halabja_has_our_own_key(tmp_path: Path) -> None:
    areas = country(tmp_path, "IQ")

    assert len(areas.at_level(1)) == 19
    assert [a.code for a in areas.at_level(1) if not a.pcode] == ["IQ-X-HALABJA"]
    assert areas.get("IQ-KR") is None


def test_syria_has_fourteen_governorates(tmp_path: Path) -> None:
    assert len(country(tmp_path, "SY").at_level(1)) == 14


def test_the_sample_and_the_countries_have_labels_that_no_channel_cuts(tmp_path: Path) -> None:
    (tmp_path / "iq").mkdir()
    (tmp_path / "sy").mkdir()
    trees = (
        read_programme(SAMPLE)[1],
        country(tmp_path / "iq", "IQ"),
        country(tmp_path / "sy", "SY"),
    )

    names = [name for tree in trees for area in tree.by_code.values() for name in area.names.values()]

    assert [name for name in names if len(name) > LONGEST_LABEL] == []


@pytest.mark.parametrize(
    ("typed", "code"), [("عمان", "JO-AM"), ("عمّان", "JO-AM"), ("الزرقا", "JO-AZ"), ("Ma'an", "JO-MN")]
)
def test_a_governorate_of_jordan_is_found_by_an_alias(typed: str, code: str) -> None:
    _, areas = read_programme(SAMPLE)

    assert [area.code for area in gazetteer.exact(typed, areas.at_level(1))] == [code]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("الموصل", "IQ-NI"), ("الكوفة", "IQ-NA"), ("تكريت", "IQ-SD"), ("القامشلي", "SY-HA"), ("الشام", "SY-DI")],
)
def test_a_city_is_confirmed_and_never_taken_at_once(tmp_path: Path, typed: str, code: str) -> None:
    areas = country(tmp_path, code[:2])
    governorates = areas.at_level(1)

    assert gazetteer.exact(typed, governorates) == ()
    assert [area.code for area in gazetteer.implied(typed, governorates, areas)] == [code]


def test_a_name_that_two_districts_share_is_asked_about() -> None:
    _, areas = read_programme(SAMPLE)
    districts = areas.at_level(2)

    found = gazetteer.implied("المزار", districts, areas)

    assert {area.code for area in found} == {"JO-IR-MAZAR", "JO-KA-MAZAR"}


# ------------------------------------------------------------------------------------------ mistakes


def test_little_is_enough(tmp_path: Path) -> None:
    programme, areas = read_programme(written(tmp_path))

    assert (programme.name, programme.languages, programme.wave) == ("trial", ("ar",), "")
    assert [area.level for area in areas.by_code.values()] == [0, 1, 1, 2]


WRONG = [
    ("colour = 1", "colour", "unknown"),
    ("safeguarding = true", "safeguarding", "safeguarding"),
    ("human_hours = true", "human_hours", "kind"),
    ("human_hours = 0", "human_hours", "range"),
    ('country = "JOR"', "country", "country"),
    ('locale = "ar_XY1"', "locale", "locale"),
    ('locale = "en_GB"', "locale", "locale"),
    ('zone = "Amman"', "zone", "zone"),
    ('zone = ""', "zone", "empty"),
    ("daytime = [21, 9]", "daytime", "hours"),
    ("daytime = 9", "daytime", "kind"),
    ('champion = "رائد"', "champion", "kind"),
    ('champion = { ar = "" }', "champion.ar", "empty"),
    ('champion = { en = "champion" }', "champion", "arabic"),
    ('champion = { ar = "رائد", enn = "champion" }', "champion.enn", "language"),
    ('champion = { ar = "{x:رائد}" }', "champion.ar", "braces"),
    ('champion = { ar = "رائد {organisation}" }', "champion.ar", "braces"),
    ('trial_languages = ["ckb"]', "trial_languages", "trial"),
    ('wave = "2026-4"', "wave", "together"),
    ('wave = "1"\nwave_closes = "31/12/2026"\nresults_on = 2027-01-01', "wave_closes", "date"),
    ('wave = "1"\nwave_closes = 2026-12-31\nresults_on = 2026-12-01', "results_on", "early"),
    ('modules = ["p99"]', "modules", "module"),
    ("modules = [17]", "modules", "kind"),
    ('emergency = { JO-XX = { ar = "000" } }', "emergency.JO-XX", "no_area"),
    ('emergency = { all = "000" }', "emergency.all", "kind"),
]


@pytest.mark.parametrize(("line", "key", "kind"), WRONG, ids=lambda value: str(value)[:40])
def test_a_mistake_in_the_programme_says_its_key(tmp_path: Path, line: str, key: str, kind: str) -> None:
    found = flaws(written(tmp_path, f"{PROGRAMME}{line}"))

    assert [(one.file, one.key, one.kind) for one in found] == [("programme.toml", key, kind)]


@pytest.mark.parametrize(
    ("line", "key", "kind"),
    [
        ('languages = ["ar", "xx1"]', "languages", "language"),
        ("languages = []", "languages", "arabic"),
        ('languages = ["ar", "en"]', "support", "untranslated"),
    ],
)
def test_a_mistake_in_the_languages_says_its_key(tmp_path: Path, line: str, key: str, kind: str) -> None:
    programme = PROGRAMME.replace('languages = ["ar"]', line)

    found = flaws(written(tmp_path, programme))

    assert (key, kind) in [(one.key, one.kind) for one in found]


@pytest.mark.parametrize(
    ("row", "key", "kind"),
    [
        ('{ code = "JO-IR", parent = "JO", ar = "جرش" }', "area 5 (JO-IR).code", "twice"),
        ('{ code = "jo x", parent = "JO", ar = "جرش" }', "area 5 (jo x).code", "code"),
        ('{ parent = "JO", ar = "جرش" }', "area 5.code", "missing"),
        ('{ code = "JO-JA", parent = "JO-XX", ar = "جرش" }', "area 5 (JO-JA).parent", "parent"),
        ('{ code = "JO-JA", parent = "JO-JA", ar = "جرش" }', "area 5 (JO-JA).parent", "circle"),
        ('{ code = "JO-JA", ar = "جرش" }', "area 5 (JO-JA).parent", "root"),
        ('{ code = "JO-JA", parent = "JO", en = "Jarash" }', "area 5 (JO-JA)", "arabic"),
        ('{ code = "JO-JA", parent = "JO", ar = "جرش", alias = [] }', "area 5 (JO-JA).alias", "unknown"),
        ('{ code = "JO-JA", parent = "JO", ar = "اربد" }', "area 5 (JO-JA)", "clash"),
        (
            '{ code = "JO-JA", parent = "JO", ar = "جرش", aliases = ["كرك"] }',
            "area 5 (JO-JA).aliases",
            "clash",
        ),
        (
            '{ code = "JO-JA", parent = "JO", ar = "جرش", confirm = ["جرش"] }',
            "area 5 (JO-JA).confirm",
            "both",
        ),
        (
            '{ code = "JO-JA", parent = "JO", ar = "جرش", zone = "Jarash" }',
            "area 5 (JO-JA).zone",
            "zone",
        ),
        ('"JO-JA"', "area 5", "kind"),
    ],
)
def test_a_mistake_in_the_areas_says_which_one(tmp_path: Path, row: str, key: str, kind: str) -> None:
    areas = AREAS.replace("\n]", f"\n    {row}\n]")

    found = flaws(written(tmp_path, areas=areas))

    assert [(one.file, one.key, one.kind) for one in found] == [("areas.toml", key, kind)]


def test_names_may_be_alike_in_two_governorates_and_under_confirm(tmp_path: Path) -> None:
    areas = AREAS.replace(
        "\n]",
        '\n    { code = "JO-KA-MAZAR", parent = "JO-KA", ar = "المزار" },'
        '\n    { code = "JO-KA-QASR", parent = "JO-KA", ar = "القصر", confirm = ["المزار"] },\n]',
    )

    assert len(read_programme(written(tmp_path, areas=areas))[1].at_level(2)) == 3


@pytest.mark.parametrize(
    ("areas", "kind"),
    [
        ("", "missing"),
        ("area = []", "no_country"),
        ('area = [{ code = "JO", ar = "الأردن" }]', "no_governorate"),
        ("area = [", "toml"),
    ],
)
def test_a_tree_needs_the_country_and_its_governorates(tmp_path: Path, areas: str, kind: str) -> None:
    found = flaws(written(tmp_path, areas=areas))

    assert [(one.file, one.kind) for one in found] == [("areas.toml", kind)]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    own = written(tmp_path, f'{PROGRAMME}areas = "../iraq.toml"')

    assert [(one.file, one.kind) for one in flaws(own)] == [("../iraq.toml", "file")]
    assert [(one.file, one.kind) for one in flaws(tmp_path / "none")] == [("programme.toml", "file")]


def test_a_file_of_another_encoding_is_refused_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    own = written(tmp_path)
    (own / "programme.toml").write_bytes(PROGRAMME.encode("utf-8-sig"))
    assert read_programme(own)[0].title.languages == {"ar": "حوار"}

    (own / "programme.toml").write_bytes(PROGRAMME.encode("cp1256"))
    assert [one.kind for one in flaws(own)] == ["encoding"]


def test_a_folder_that_cannot_name_a_programme_is_refused(tmp_path: Path) -> None:
    own = written(tmp_path).rename(tmp_path / "My programme")

    assert [one.kind for one in flaws(own)] == ["name"]


def test_all_that_is_wrong_comes_out_at_once_with_a_remedy_in_two_languages(tmp_path: Path) -> None:
    own = written(tmp_path, 'organization = { ar = "مؤسسة" }\nhuman_hours = 0')

    with pytest.raises(ProgrammeProblem) as caught:
        read_programme(own)

    said = str(caught.value)
    assert {one.key for one in caught.value.problems} == {
        "title",
        "organisation",
        "support",
        "human_hours",
        "organization",
    }
    assert "programme.toml: organization: is not a key of this file: remove it (organisation ?)." in said
    assert "مفتاح غير معروف في هذا الملف" in said


def test_the_page_explains_every_key_of_the_sample() -> None:
    page = (CONFIG.parent / "docs" / "programme.md").read_text(encoding="utf-8")
    sample = (SAMPLE / "programme.toml").read_text(encoding="utf-8")

    keys = [*tomllib.loads(sample), "code", "parent", "pcode", "aliases", "confirm"]

    assert [key for key in keys if f"`{key}`" not in page and f"{key} = " not in page] == []


def test_the_zone_of_an_area_is_that_of_all_within(tmp_path: Path) -> None:
    named = AREAS.replace('"JO-IR", parent = "JO",', '"JO-IR", parent = "JO", zone = "Asia/Baghdad",')
    _, areas = read_programme(written(tmp_path, areas=named))
    assert [areas.zone(code) for code in ("JO-IR", "JO-IR-MAZAR", "JO-KA", "JO", "")] == [
        "Asia/Baghdad",
        "Asia/Baghdad",
        "",
        "",
        "",
    ]
