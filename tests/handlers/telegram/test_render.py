"""Messages become few calls: text in pieces, buttons in rows, media with captions."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import Reader
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.handlers.telegram.render import Button, Call, Key, Show, Write, notice, render
from bot.handlers.telegram.split import CAPTION_LIMIT, TEXT_LIMIT, pieces, units
from tests.handlers.telegram.conftest import choices, photos, says, words

READER = Reader()


def calls(message: Message) -> tuple[Call, ...]:
    return render(message, READER, words)


def only(message: Message) -> Call:
    (call,) = calls(message)
    return call


def rows(*labels: str, **rest: object) -> list[int]:
    """How many buttons stand in each row."""
    return [len(row) for row in only(says("؟", choices=choices(*labels), **rest)).rows]


# --- text


def test_one_turn_is_one_message() -> None:
    message = says(
        "شكراً.", "ما الاسم؟", heading=verbatim("التسجيل"), hint=verbatim("كما يُنادى بك"), progress=(2, 6)
    )
    assert only(message) == Write(
        "التسجيل\n\nشكراً.\n\nما الاسم؟ (\u20662/6\u2069)\n\nكما يُنادى بك", bold=units("التسجيل")
    )


def test_empty_parts_leave_no_gap() -> None:
    assert only(says("", "نعم", " ")) == Write("نعم")
    assert calls(Message(())) == ()


def test_the_bold_heading_counts_an_emoji_as_two() -> None:
    call = only(says("نص", heading=verbatim("🌱 أثرك")))
    assert call.bold == 7


def test_a_long_text_is_cut_between_paragraphs_and_offers_its_choices_at_the_end() -> None:
    paragraphs = [f"{n}. " + "كلمة " * 150 for n in range(8)]
    made = calls(says(*paragraphs, choices=choices("نعم")))
    assert [bool(call.rows) for call in made] == [False, True]
    assert all(isinstance(call, Write) and units(call.text) <= TEXT_LIMIT for call in made)


@given(st.text(alphabet="سل 🌱\n\u0301", max_size=400), st.integers(10, 60))
def test_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    cut = pieces(text, limit)
    assert all(0 < units(piece) <= limit for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("أول\n\nثانٍ", ["أول", "ثانٍ"]),
        ("كلمة كلمة", ["كلمة", "كلمة"]),
        ("سسسسسسسسسس", ["سسسسسسس", "سسس"]),
        ("🌱🌱🌱🌱🌱", ["🌱🌱🌱", "🌱🌱"]),
        ("قصير", ["قصير"]),
        ("  ", []),
    ],
)
def test_where_a_text_is_cut(text: str, cut: list[str]) -> None:
    assert pieces(text, 7) == cut


# --- choices


def test_a_button_brings_back_stamp_and_choice() -> None:
    offered = (
        Choice("yes", verbatim("نعم"), style="primary"),
        Choice("no", verbatim("لا"), marked=True, style="danger"),
        Choice("odd", verbatim("؟"), style="gold"),
    )
    call = only(says("؟", choices=offered, stamp=7))
    assert [button for row in call.rows for button in row] == [
        Button("نعم", "7:yes", "primary"),
        Button("✅ لا", "7:no", "danger"),
        Button("؟", "7:odd", ""),
    ]


def test_short_labels_stand_two_in_a_row() -> None:
    assert rows("إربد", "المفرق", "عجلون") == [2, 1]


def test_a_label_of_more_than_14_letters_puts_each_in_its_own_row() -> None:
    assert rows("نعم", "سسسسسسسسسسسسسس") == [2]
    assert rows("نعم", "سسسسسسسسسسسسسسس") == [1, 1]


def test_vowels_and_marks_of_direction_are_no_letters() -> None:
    assert rows("نعم", "\u2068سَسَسَسَسَسَسَسَسَسَسَ\u2069") == [2]


def test_a_mark_takes_room() -> None:
    marked = (Choice("a", verbatim("سسسسسسسسسسسسسس"), marked=True), Choice("b", verbatim("لا")))
    assert [len(row) for row in only(says("؟", choices=marked)).rows] == [1, 1]


def test_scales_stand_one_per_row_however_short() -> None:
    assert rows("1", "2", "3", "4", "5", layout="scale") == [1, 1, 1, 1, 1]


def test_numbers_stand_five_in_a_row() -> None:
    assert rows(*map(str, range(1, 11))) == [5, 5]
    assert rows("نعم", "لا") == [2]


def test_what_is_beside_the_options_begins_a_row() -> None:
    extra = (Choice("back", verbatim("رجوع"), number=-1), Choice("skip", verbatim("تخطي"), number=-1))
    call = only(says("؟", choices=(*choices("إربد", "المفرق", "عجلون"), *extra)))
    assert [[button.label for button in row] for row in call.rows] == [
        ["إربد", "المفرق"],
        ["عجلون"],
        ["رجوع", "تخطي"],
    ]


def test_a_choice_too_long_for_a_button_is_asked_by_number_and_never_cut() -> None:
    offered = (Choice("خ" * 40, verbatim("خدمات")), Choice("b", verbatim("أخرى"), number=9, marked=True))
    assert only(says("أي واحد؟", choices=offered)) == Write("أي واحد؟\n\n\u200f1. خدمات\n\u200f9. ✅ أخرى")
    english = render(says("Which?", choices=offered), dataclasses.replace(READER, language="en"), words)
    assert english == (Write("Which?\n\n1. خدمات\n9. ✅ أخرى"),)


def test_among_numbers_what_has_none_is_typed_by_its_label() -> None:
    offered = (Choice("خ" * 40, verbatim("خدمات")), Choice("skip", verbatim("تخطي"), number=-1))
    assert only(says("أي واحد؟", choices=offered)) == Write("أي واحد؟\n\n\u200f1. خدمات\n\u200f• تخطي")


def test_more_buttons_than_telegram_takes_become_numbers() -> None:
    call = only(says("؟", choices=choices(*(f"خيار {n}" for n in range(101)))))
    assert call.rows == ()
    assert isinstance(call, Write)
    assert "101. خيار 100" in call.text


@pytest.mark.parametrize("asks", ["contact", "position"])
def test_what_the_phone_gives_is_asked_by_a_key_below_the_text_line(asks: str) -> None:
    call = only(says("رقمك؟", choices=choices("تخطي"), asks=asks))
    assert call == Write("رقمك؟", keys=(Key(f"<telegram.share_{asks}>", asks), Key("تخطي")))


def test_a_notice_is_short() -> None:
    assert notice(says("س" * 300, "ش"), READER, words) == "س" * 200
    assert notice(Message(()), READER, words) == ""


# --- media


def test_one_photo_carries_the_text_and_the_choices() -> None:
    message = says("تقرير جديد", media=photos("p1"), choices=choices("قبول"), heading=verbatim("إربد"))
    assert only(message) == Show(
        photos("p1"), "إربد\n\nتقرير جديد", bold=4, rows=((Button("قبول", "0:c0"),),)
    )


def test_a_text_too_long_for_a_caption_follows_the_photo() -> None:
    text = "س" * (CAPTION_LIMIT + 1)
    assert calls(says(text, media=photos("p1"))) == (Show(photos("p1")), Write(text))


def test_several_photos_are_albums_and_the_text_comes_last() -> None:
    names = [f"p{n}" for n in range(11)]
    made = calls(says("النص", media=photos(*names), choices=choices("قبول")))
    assert made[:2] == (Show(photos(*names[:10])), Show(photos("p10")))
    assert isinstance(made[2], Write)
    assert made[2].rows


def test_what_cannot_stand_in_one_album_is_sent_apart() -> None:
    media = (
        Attachment("p1"),
        Attachment("film", "video"),
        Attachment("voice", "voice"),
        Attachment("note", "voice"),
        Attachment("doc", "file"),
        Attachment("p2", "photo", "original", "image/heic"),
        Attachment("song", "audio"),
    )
    sent = [
        [(file.media, file.kind) for file in call.files]
        for call in calls(Message((), media=media))
        if isinstance(call, Show)
    ]
    assert sent == [
        [("p1", "photo"), ("film", "video")],
        [("voice", "voice")],
        [("note", "voice")],
        [("doc", "file"), ("p2", "file"), ("song", "file")],
    ]


def test_buttons_without_a_text_get_something_to_stand_under() -> None:
    assert only(Message((), choices=choices("تم"))) == Write("…", rows=((Button("تم", "0:c0"),),))


def test_words_are_chosen_for_the_reader() -> None:
    asked: list[str] = []

    def chosen(text: object, reader: Reader) -> str:
        asked.append(reader.language)
        return "x"

    message = Message((key("a"),), (Choice("c", key("b")),), hint=key("h"), heading=key("t"))
    render(message, Reader(language="ckb"), chosen)
    assert asked == ["ckb"] * 4


def test_a_short_paragraph_before_a_long_one_is_a_piece_of_its_own() -> None:
    short, long = "ا" * 1_000, "ب" + " ث" * 1_800
    assert pieces(f"{short}\n\n{long}") == [short, long]
    assert len(pieces(f"ا\n\n{long}{long}")) == 2
