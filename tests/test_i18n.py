"""Texts become words for one reader: language, form of address, plural, formats, isolates, fallback."""

from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import Reader
from bot.core.message import Choice, Message
from bot.core.text import Text, authored, day, key, ltr, moment, verbatim
from bot.i18n import Catalogues

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n'
    '"Language: {}\\n"\n'
)
ARABIC = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "ar",
)
TWO_FORMS = "nplurals=2; plural=n != 1;"
ENTRIES = {
    "ar": """
        #. core
        msgid "hello"
        msgstr "أهلاً {name}."

        #. core
        msgid "choice.go"
        msgstr "متابعة"

        msgid "only.arabic"
        msgstr "نص عربي"

        msgid "write"
        msgstr "{m:اكتب إلى {name}|f:اكتبي إلى {name}|n:يمكنك الكتابة إلى {name}}."

        msgid "photos"
        msgid_plural "photos"
        msgstr[0] "لا توجد صور"
        msgstr[1] "صورة واحدة"
        msgstr[2] "صورتان"
        msgstr[3] "{count} صور"
        msgstr[4] "{count} صورة"
        msgstr[5] "{count} صورة."

        msgid "list"
        msgstr "{first}، {rest}"
    """,
    "en": """
        msgid "hello"
        msgstr "Hello {name}."

        msgid "choice.go"
        msgstr "Go on"

        msgid "write"
        msgstr "Write to {name}."

        msgid "photos"
        msgid_plural "photos"
        msgstr[0] "one photo"
        msgstr[1] "{count} photos"

        msgid "list"
        msgstr "{first}, {rest}"
    """,
    "ckb": """
        msgid "hello"
        msgstr "سڵاو {name}."

        #, fuzzy
        msgid "choice.go"
        msgstr "بڕۆ"
    """,
}
AR, EN, CKB = Reader(), Reader(language="en"), Reader(language="ckb", second="en")


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    """Three small languages; Sorani lacks a word of the core set."""
    for language, entries in ENTRIES.items():
        path = tmp_path / language / "LC_MESSAGES/messages.po"
        path.parent.mkdir(parents=True)
        header = HEADER.format(*(ARABIC if language == "ar" else (TWO_FORMS, language)))
        path.write_text(header + dedent(entries))
    return Catalogues.load(tmp_path)


def bare(text: str) -> str:
    return "".join(letter for letter in text if letter not in "\u2066\u2067\u2068\u2069")


# ------------------------------------------------------------------------------------- language


def test_a_text_is_said_in_the_language_of_the_reader(catalogues: Catalogues) -> None:
    text = key("hello", name=verbatim("ليلى"))
    assert bare(catalogues.render(text, AR)) == "أهلاً ليلى."
    assert bare(catalogues.render(text, EN)) == "Hello ليلى."
    assert bare(catalogues.render(authored("نعم", "Yes", "بەڵێ"), CKB)) == "بەڵێ"


def test_a_missing_text_takes_the_whole_message_into_the_second_language(catalogues: Catalogues) -> None:
    whole = Message((key("hello", name="X"),), choices=(Choice("go", key("choice.go")),))
    said = catalogues.render_message(whole, CKB)
    assert (bare(said.text), said.choices, said.language, said.dir) == ("Hello X.", ("Go on",), "en", "ltr")
    alone = catalogues.render_message(Message((key("hello", name="X"),)), CKB)
    assert (bare(alone.text), alone.dir) == ("سڵاو X.", "rtl")


def test_what_is_missing_inside_a_text_counts_as_well(catalogues: Catalogues) -> None:
    text = key("hello", name=authored("الفريق", "the team"))
    assert bare(catalogues.render_message(Message((text,)), CKB).text) == "Hello the team."


def test_without_a_second_language_it_is_arabic(catalogues: Catalogues) -> None:
    reader = Reader(language="ckb")
    said = catalogues.render_message(Message((key("only.arabic"), key("hello", name="X"))), reader)
    assert [bare(part) for part in said.parts] == ["نص عربي", "أهلاً X."]


def test_a_name_does_not_change_the_language_of_a_message(catalogues: Catalogues) -> None:
    place = Text(languages={"ar": "إربد", "en": "Irbid"}, format="name")
    assert bare(catalogues.render_message(Message((key("hello", name=place),)), CKB).text) == "سڵاو Irbid."
    only = Text(languages={"ku": "Hewlêr"}, format="name")
    assert bare(catalogues.render(key("hello", name=only), AR)) == "أهلاً Hewlêr."


def test_words_in_no_language_of_the_reader_are_said_all_the_same(catalogues: Catalogues) -> None:
    text = key("hello", name=Text(languages={"ku": "tîm"}))
    assert bare(catalogues.render_message(Message((text,)), EN).text) == "Hello tîm."


def test_a_message_has_heading_hint_and_direction(catalogues: Catalogues) -> None:
    message = Message(
        (verbatim("أ"), Text(), verbatim("ب")), heading=key("choice.go"), hint=key("only.arabic")
    )
    said = catalogues.render_message(message, AR)
    assert (said.text, said.heading, said.hint, said.dir) == (
        "متابعة\n\nأ\n\nب\n\nنص عربي",
        "متابعة",
        "نص عربي",
        "rtl",
    )


# ------------------------------------------------------------------------------- grammar


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("m", "اكتب إلى ليلى."),
        ("f", "اكتبي إلى ليلى."),
        ("n", "يمكنك الكتابة إلى ليلى."),
        ("", "يمكنك الكتابة إلى ليلى."),
    ],
)
def test_the_form_of_address_is_used_once_it_is_known(catalogues: Catalogues, form: str, said: str) -> None:
    assert bare(catalogues.render(key("write", name="ليلى"), Reader(form=form))) == said


def test_forms_may_be_missing_or_in_an_authors_text(catalogues: Catalogues) -> None:
    text = authored("{m:مرحباً بك يا سيدي|f:مرحباً بك يا سيدتي}، {f:تفضلي|m:تفضل|n:أهلاً بك}", "Hello")
    assert catalogues.render(text, Reader(form="f")) == "مرحباً بك يا سيدتي، تفضلي"
    assert catalogues.render(text, Reader(form="n")) == "مرحباً بك يا سيدي، أهلاً بك"


def test_what_people_write_is_no_template(catalogues: Catalogues) -> None:
    name = "{m:أ|f:ب} {name}"
    assert bare(catalogues.render(key("hello", name=verbatim(name)), Reader(form="f"))) == f"أهلاً {name}."
    assert catalogues.render(verbatim(name), AR) == name


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لا توجد صور"),
        (1, "صورة واحدة"),
        (2, "صورتان"),
        (3, "3 صور"),
        (10, "10 صور"),
        (11, "11 صورة"),
        (99, "99 صورة"),
        (100, "100 صورة."),
        (101, "101 صورة."),
        (103, "103 صور"),
        (12000, "12,000 صورة."),
    ],
)
def test_arabic_has_six_plurals(catalogues: Catalogues, count: int, said: str) -> None:
    assert bare(catalogues.render(key("photos", count=count), AR)) == said


def test_the_only_number_that_is_inserted_counts(catalogues: Catalogues) -> None:
    assert bare(catalogues.render(key("photos", of=3, name="x"), AR)) == "3 صور"


@pytest.mark.parametrize(("count", "said"), [(0, "0 photos"), (1, "one photo"), (2, "2 photos")])
def test_english_has_two(catalogues: Catalogues, count: int, said: str) -> None:
    assert bare(catalogues.render(key("photos", count=count), EN)) == said


# ------------------------------------------------------------------------------- what is inserted


def test_every_inserted_value_is_isolated(catalogues: Catalogues) -> None:
    assert catalogues.render(key("hello", name="Layla"), AR) == "أهلاً \u2068Layla\u2069."
    assert catalogues.render(key("hello", name=verbatim("Layla")), AR) == "أهلاً \u2068Layla\u2069."
    assert catalogues.render(key("hello", name=ltr("482 915 3")), AR) == "أهلاً \u2066482 915 3\u2069."
    assert catalogues.render(key("hello", name=7), AR) == "أهلاً \u20667\u2069."


def test_an_isolate_ends_with_its_line(catalogues: Catalogues) -> None:
    said = catalogues.render(key("hello", name=verbatim("one\n\ntwo")), AR)
    assert said == "أهلاً \u2068one\u2069\n\n\u2068two\u2069."


def test_signs_that_turn_the_direction_are_taken_from_what_people_write(catalogues: Catalogues) -> None:
    said = catalogues.render(key("hello", name=verbatim("a\u202eb\u2067c")), AR)
    assert said == "أهلاً \u2068abc\u2069."
    assert catalogues.render(verbatim("a\u202eb"), AR) == "ab"


def test_a_piece_that_is_isolated_in_a_line_stays_so(catalogues: Catalogues) -> None:
    """What is wrong with a workbook comes as a line with its own isolates."""
    line = "صحّح الاسم في «\u2066${nam}\u2069»."
    assert catalogues.render(verbatim(line), AR) == line


def test_lists_nest(catalogues: Catalogues) -> None:
    inner = key("list", first="ب", rest="ج")
    assert bare(catalogues.render(key("list", first=verbatim("أ"), rest=inner), AR)) == "أ، ب، ج"


def test_braces_without_a_parameter_stay(catalogues: Catalogues) -> None:
    assert catalogues.render(authored("أيهما {first} أم {1}؟", "Which?"), AR) == "أيهما {first} أم {1}؟"


def test_a_list_of_inserted_values_runs_as_its_language(catalogues: Catalogues) -> None:
    """«النساء 15، الرجال 12» begins with inserted values: no letter of its own says that it is Arabic."""
    inner = key("list", first=verbatim("أ"), rest=verbatim("ب"))
    said = catalogues.render(key("hello", name=inner), AR)
    assert said == "أهلاً \u2067\u2068أ\u2069، \u2068ب\u2069\u2069."


def test_a_date_that_is_not_known_is_a_dash(catalogues: Catalogues) -> None:
    assert bare(catalogues.render(key("hello", name=Text(format="day")), AR)) == "أهلاً —."
    assert catalogues.render(key("hello", name=""), AR) == "أهلاً ."


@given(st.text(), st.sampled_from(["", "day", "moment", "number", "ltr"]))
def test_no_value_raises(value: str, format: str) -> None:
    wordless = Catalogues({}, frozenset())
    assert isinstance(wordless.render(Text(value=value, format=format), AR), str)


def test_no_control_character_and_no_blank_end_leaves(catalogues: Catalogues) -> None:
    assert catalogues.render(verbatim(" a\x07b \nc\t"), AR) == "ab\nc"


# ------------------------------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (AR, "الخميس 5 آذار (مارس) 2026"),
        (Reader(locale="ar_IQ"), "الخميس 5 آذار (مارس) 2026"),
        (Reader(locale="ar_EG"), "الخميس 5 مارس 2026"),
        (EN, "Thursday 5 March 2026"),
        (Reader(language="ckb"), "پێنجشەممە 5ی ئازاری 2026"),
    ],
)
def test_a_day_is_written_with_both_names_of_its_month(
    catalogues: Catalogues, reader: Reader, said: str
) -> None:
    assert catalogues.render(day(date(2026, 3, 5)), reader) == said


@pytest.mark.parametrize(
    ("month", "said"),
    [(1, "كانون الثاني (يناير)"), (10, "تشرين الأول (أكتوبر)"), (12, "كانون الأول (ديسمبر)")],
)
def test_the_first_of_a_pair_is_not_the_second(catalogues: Catalogues, month: int, said: str) -> None:
    assert said in catalogues.render(day(date(2026, month, 1)), AR)


def test_a_moment_is_in_the_readers_zone(catalogues: Catalogues) -> None:
    evening = moment(datetime(2026, 3, 5, 15, 30, tzinfo=UTC))
    assert catalogues.render(evening, AR) == "الخميس 5 آذار (مارس) 2026، 6:30 م"
    assert (
        bare(catalogues.render(evening, EN)).lower().replace("\u202f", " ")
        == "thursday 5 march 2026, 6:30 pm"
    )
    late = moment(datetime(2026, 3, 5, 22, 0, tzinfo=UTC))
    assert catalogues.render(late, AR).startswith("الجمعة 6")


@pytest.mark.parametrize(
    ("value", "said"), [("1998", "1998"), ("12500", "12,500"), ("0.50", "0.5"), ("100", "100"), ("كم", "كم")]
)
def test_a_number_is_grouped_only_when_it_is_no_year(catalogues: Catalogues, value: str, said: str) -> None:
    assert catalogues.render(Text(value=value, format="number"), AR) == said


# ----------------------------------------------------------------------------------- languages


def test_a_language_is_offered_when_its_core_set_is_complete(catalogues: Catalogues) -> None:
    assert catalogues.core == {"hello", "choice.go"}
    assert catalogues.offered(("ar", "en", "ckb", "kmr")) == ("ar", "en")
    assert catalogues.missing("en") == ("only.arabic",)
    assert "choice.go" in catalogues.missing("ckb")


def test_labels_are_the_words_of_choices_in_all_languages(catalogues: Catalogues) -> None:
    assert catalogues.labels() == {"choice.go": {"ar": "متابعة", "en": "Go on"}}
    assert catalogues.labels(("hello",))["hello"]["ckb"] == "سڵاو {name}."


def test_a_folder_without_arabic_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Arabic"):
        Catalogues.load(tmp_path)
