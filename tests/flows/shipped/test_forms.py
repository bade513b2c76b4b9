"""What must hold of every shipped form, and of some by name. The conversations they make are golden files."""

import re
from dataclasses import replace

import pytest

from bot.core import tally
from bot.core.arabic import key
from bot.core.arabic.folding import keys
from bot.core.fields import BY_NAME as TYPES
from bot.core.form import Condition, Field, Form
from bot.core.programme import Programme
from bot.core.text import authored
from bot.core.versions import content_hash, versioned
from bot.flows import scoring
from bot.flows.shipped import SHIPPED, forms, pulse, registration, report
from bot.flows.shipped.background import fields as background
from tests.flows.shipped.wordings import VARIANTS, wordings

LONGEST_LABEL = 24
PURPOSES = {"register", "profile", "apply", "conduct", "report", "pulse", "complaint", "human"}
CORE_SET = ("registration", "conduct")
BY_NAME = {form.name: form for form in SHIPPED}


def names(form: Form) -> list[str]:
    return [field.name for field in form.fields]


def asked(form: Form, answers: dict[str, str]) -> list[str]:
    """The names of what is asked by these answers, without notes and details."""
    return [
        field.name
        for field in form.fields
        if field.type != "note"
        and not field.details
        and (field.relevant is None or field.relevant.holds(answers))
    ]


def conditions(condition: Condition) -> list[Condition]:
    inner = [one for part in (*condition.any, *condition.all) for one in conditions(part)]
    return inner or [condition]


# ------------------------------------------------------------------------------------- all forms


def test_there_is_one_form_for_every_purpose() -> None:
    assert {form.purpose for form in SHIPPED} == PURPOSES
    assert len(BY_NAME) == len(SHIPPED)


@pytest.mark.parametrize("form", VARIANTS, ids=lambda form: form.name)
def test_names_and_printed_numbers_are_given_once(form: Form) -> None:
    assert len(set(names(form))) == len(form.fields)
    for field in form.fields:
        offers = (*field.options, *field.special)
        assert len({o.name for o in offers}) == len(offers)
        assert len({o.number for o in offers}) == len(offers)
        assert all(o.number > 0 for o in offers)


@pytest.mark.parametrize("form", VARIANTS, ids=lambda form: form.name)
def test_conditions_look_back_at_answers_that_exist(form: Form) -> None:
    for position, field in enumerate(form.fields):
        for condition in conditions(field.relevant) if field.relevant else ():
            source = form.field(condition.field)
            assert source in form.fields[:position]
            assert set(condition.values) <= {o.name for o in (*source.options, *source.special)}


@pytest.mark.parametrize("form", VARIANTS, ids=lambda form: form.name)
def test_settings_name_fields_that_exist(form: Form) -> None:
    for position, field in enumerate(form.fields):
        within = field.settings.get("within")
        assert within is None or within in names(form)[:position]


def test_every_text_is_in_arabic_and_english() -> None:
    missing = [w for w in wordings() if not {"ar", "en"} <= w.text.languages.keys()]
    assert missing == []


def test_the_core_set_is_in_sorani_too() -> None:
    core = [w for w in wordings() if w.place.split(".")[0] in CORE_SET]
    assert len(core) > 30
    assert [w for w in core if "ckb" not in w.text.languages] == []


def test_no_label_is_cut_on_any_channel() -> None:
    labels = [
        (w.place, label) for w in wordings() if w.kind == "option" for label in w.text.languages.values()
    ]
    assert len(labels) > 300
    assert [(place, label) for place, label in labels if len(label) > LONGEST_LABEL] == []


def test_every_form_has_a_version_of_its_own() -> None:
    assert all(form.version == content_hash(form) for form in VARIANTS)
    assert len({form.version for form in SHIPPED}) == len(SHIPPED)
    assert len(BY_NAME["registration"].version) == 16


def test_the_version_follows_the_words_and_not_the_wave() -> None:
    form = BY_NAME["human"]
    [field] = form.fields
    reworded = replace(form, fields=(replace(field, label=authored("ماذا نوصل؟", "What?")),))
    assert content_hash(reworded) != form.version
    assert content_hash(replace(form, wave="2026-1", closes="2026-03-31")) == form.version


def test_what_stays_at_its_default_is_not_hashed() -> None:
    [field] = BY_NAME["human"].fields
    written_out = replace(field, options=(), settings={}, details=False)
    assert content_hash(replace(BY_NAME["human"], fields=(written_out,))) == BY_NAME["human"].version


def test_consent_has_the_version_of_its_own_text() -> None:
    form = BY_NAME["registration"]
    assert form.consent_version
    other_year = tuple(replace(f, settings={"min": "1900"}) if f.name == "v5" else f for f in form.fields)
    assert versioned(replace(form, fields=other_year)).consent_version == form.consent_version
    assert versioned(replace(form, intro=authored("غير ذلك", "Else"))).consent_version != form.consent_version


# What must never be asked of somebody about themselves (`content.md` §4). Whole words after folding.
REFUSED = set(
    keys("دينك، ديانتك، مذهبك، طائفتك، قوميتك، عرقك، عشيرتك، قبيلتك، انتماؤك، انتمائك، تنتمي، تتبع، تعتنق")
)
ALONE = set(keys("الدين، الديانة، المذهب، الطائفة، القومية، العرق، العشيرة، القبيلة، الانتماء"))
ENGLISH = re.compile(r"\byour (own )?(religion|sect|ethnicity|tribe|affiliation)\b", re.IGNORECASE)


def test_nobody_is_asked_what_they_belong_to() -> None:
    questions = [w for w in wordings() if w.kind in {"label", "option"}]
    for wording in questions:
        words = key(wording.text.languages["ar"])
        assert not REFUSED & set(words.split()), wording
        assert words.removeprefix("ما ").removeprefix("هو ").removeprefix("هي ") not in ALONE, wording
        assert not ENGLISH.search(wording.text.languages["en"]), wording


def test_every_question_has_a_kind_of_answer() -> None:
    assert {field.type for form in VARIANTS for field in form.fields} <= TYPES.keys()


# ---------------------------------------------------------------------------------- registration


def test_registration_is_complete_after_six_questions() -> None:
    form = BY_NAME["registration"]
    assert asked(form, {"v4": "female"}) == ["v0", "v2", "v4", "v5", "v6", "v6b"]
    assert asked(form, {"v4": "prefer_not"}) == ["v0", "v2", "v4", "v1", "v5", "v6", "v6b"]
    remembered = [field.remembers for field in form.fields]
    assert remembered == ["", "name", "sex", "form", "birth_year", "area", "district"]


@pytest.mark.parametrize(
    ("country", "level"), [("JO", "لواء"), ("IQ", "قضاء"), ("SY", "منطقة"), ("LB", "منطقة")]
)
def test_the_level_below_the_governorate_has_the_name_of_the_country(country: str, level: str) -> None:
    assert level in registration.form(country).field("v6b").label.languages["ar"]


def test_the_profile_can_be_left_at_any_question() -> None:
    form = BY_NAME["profile"]
    assert [field.name for field in form.fields if field.required] == []
    assert {field.remembers.partition(".")[0] for field in form.fields} == {"profile"}


@pytest.mark.parametrize(("country", "asks"), [("JO", False), ("IQ", True), ("SY", True)])
def test_jordan_does_not_ask_about_displacement_inside_the_country(country: str, asks: bool) -> None:
    [situation] = [field for field in background(country) if field.name == "b4"]
    assert ("displaced" in {o.name for o in situation.options}) is asks


# ---------------------------------------------------------------------------------------- report

PROGRESS = ["ir1", "ir1n", "ir3", "ir4", "ir5", "ir7", "ir13", "ir14"]


def test_a_report_of_progress_asks_six_things_and_whether_something_went_wrong() -> None:
    form = BY_NAME["report"]
    assert asked(form, {"ir1": "new", "ir13": "no"}) == PROGRESS
    assert asked(form, {"ir1": "other", "ir13": "yes"}) == [
        *(name for name in PROGRESS if name not in {"ir1n", "ir14"}),
        "ir13b",
        "ir14",
    ]


def test_details_are_for_the_closing_report() -> None:
    details = {field.name for field in report.FORM.fields if field.details}
    assert details == {
        "ir2",
        "ir6",
        "ir8",
        "ir8b",
        "ir9",
        "ir9b",
        "ir10",
        "ir11",
        "ir12",
        "ir15",
        "ir15b",
        "ir16",
        "ir16b",
    }
    assert [f.name for f in report.FORM.fields if f.details and f.required and f.name != "ir2"] == []


def test_photos_are_ten_and_ask_consent() -> None:
    photos = report.FORM.field("ir14")
    assert (photos.settings["count"], photos.settings["consent"]) == ("10", "yes")


# ----------------------------------------------------------------------------------------- pulse


def test_the_pulse_asks_sixteen_items_and_keeps_them_apart() -> None:
    form = BY_NAME["pulse"]
    items = [name for name in names(form) if name.startswith("p")]
    assert items == [f"p{n:02}" for n in range(1, 17)]
    assert form.private
    assert not form.voice
    assert (form.lives_hours, form.reminder_hours, form.summary) == (72, (20, 22), "offer")
    assert [f.name for f in form.fields if f.required] == ["consent"]


@pytest.mark.parametrize("field", pulse.ITEMS, ids=lambda field: field.name)
def test_the_number_beside_a_degree_is_its_stored_value(field: Field) -> None:
    values = [int(option.name) for option in field.options]
    assert values == sorted(values, reverse=True)
    assert [option.number for option in field.options] == values
    assert [(o.name, o.number) for o in field.special] == [("-8", 8), ("-9", 9)]
    assert field.scale


@pytest.mark.parametrize(
    ("item", "by", "answer", "holds"),
    [
        ("p06", "p05", "1", False),
        ("p06", "p05", "-8", False),
        ("p06", "p05", "-9", False),
        ("p06", "p05", "2", True),
        ("p16", "p15", "-8", False),
        ("p16", "p15", "-9", False),
        ("p16", "p15", "1", True),
    ],
)
def test_the_pulse_skips_what_an_answer_makes_needless(item: str, by: str, answer: str, holds: bool) -> None:
    assert (item in asked(BY_NAME["pulse"], {by: answer})) is holds


def test_consent_promises_as_many_questions_as_there_are() -> None:
    more = pulse.form("JO", ("p17", "p20"))
    assert "16 سؤالاً" in BY_NAME["pulse"].field("consent").label.languages["ar"]
    assert "18 questions" in more.field("consent").label.languages["en"]
    assert [name for name in names(more) if name in {"p17", "p18", "p19", "p20"}] == ["p17", "p20"]
    assert more.version != BY_NAME["pulse"].version


def test_the_note_stands_before_the_first_item_that_needs_it() -> None:
    before = names(BY_NAME["pulse"])
    assert before.index("different") + 1 == before.index("p02")


def test_bands_of_age_nest() -> None:
    """A band of people never crosses a band of head counts."""
    [field] = [field for field in background("JO") if field.name == "b2"]
    coarse = [(int(band.split("-")[0].rstrip("+")), band) for band in tally.BANDS]
    for band in (o.name for o in field.options):
        low, _, high = band.rstrip("+").partition("-")
        within = [lowest for lowest, _ in coarse if lowest <= int(low)][-1]
        ends = [lowest for lowest, _ in coarse if lowest > within]
        assert not ends or (high and int(high) < ends[0])
        assert scoring.age_band(int(low)) == band


# ------------------------------------------------------------------------------------ programmes

SAMPLE = Programme(
    name="sample", title=authored("س", "S"), organisation=authored("م", "O"), support=authored("ج", "C")
)


def test_a_programme_asks_its_own_pulse_and_levels() -> None:
    wave = replace(SAMPLE, country="IQ", wave="2026-1", wave_closes="2026-03-31", modules=("p17",))
    own = {form.name: form for form in forms(wave)}
    assert list(own) == [form.name for form in SHIPPED]
    assert (own["pulse"].wave, own["pulse"].closes) == ("2026-1", "2026-03-31")
    assert "p17" in names(own["pulse"])
    assert own["pulse"].version == pulse.form("IQ", ("p17",)).version
    assert "قضاء" in own["registration"].field("v6b").label.languages["ar"]
    assert own["report"] is BY_NAME["report"]


def test_without_a_wave_the_forms_are_the_shipped_ones() -> None:
    assert {form.name: form.version for form in forms(SAMPLE)} == {
        form.name: form.version for form in SHIPPED
    }
