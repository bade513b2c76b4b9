"""Messages as WhatsApp shows them: numbered, whole, within the limits, question last."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.channel import Reader
from bot.core.media import Attachment
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.handlers.whatsapp.render import BODY_LIMIT, Part, length, render, split

ARABIC = Reader()
ENGLISH = Reader(language="en", locale="en")


def words(text: Text, reader: Reader) -> str:
    return text.value or f"<{text.key} {reader.language}>"


class Links:
    """Kept media that are only linked to."""

    async def read(self, media: str, variant: str) -> tuple[bytes, str]:
        return b"", ""

    def link(self, media: str, variant: str) -> str:
        return f"https://bot.example.org/media/{media}-{variant}"


def rendered(message: Message, reader: Reader = ARABIC) -> tuple[Part, ...]:
    return render(message, reader, words, Links())


def said(*parts: str, **more: object) -> Message:
    return Message(tuple(verbatim(part) for part in parts), **more)  # type: ignore[arg-type]  # fields of Message


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{n}", verbatim(label)) for n, label in enumerate(labels))


def test_one_turn_is_one_message_with_its_choices_last() -> None:
    message = said(
        "شكراً.", "ما الجنس؟", choices=choices("أنثى", "ذكر"), hint=verbatim("يمكن التخطي."), progress=(2, 6)
    )
    (part,) = rendered(message)
    assert part.body == "شكراً.\n\nما الجنس؟ (\u20662/6\u2069)\n\n1. أنثى\n2. ذكر\n\nيمكن التخطي."


def test_stored_numbers_are_printed_where_a_choice_has_one() -> None:
    scale = (Choice("5", verbatim("أوافق تماماً"), number=5), Choice("4", verbatim("أوافق"), number=4))
    (part,) = rendered(said("هل تتفق؟", choices=scale, layout="scale"))
    assert part.body.endswith("5. أوافق تماماً\n4. أوافق")


def test_what_is_beside_the_options_has_no_number() -> None:
    offered = (Choice("5", verbatim("إربد"), number=5), Choice("skip", verbatim("تخطي"), number=-1))
    (part,) = rendered(said("أين؟", choices=offered))
    assert part.body == "أين؟\n\n5. إربد\n• تخطي"


def test_a_number_is_not_printed_beside_itself() -> None:
    offered = (Choice("name", verbatim("1"), number=1), Choice("back", verbatim("رجوع"), number=-1))
    (part,) = rendered(said("1. الاسم: ليلى", choices=offered))
    assert part.body == "1. الاسم: ليلى\n\n• رجوع"


def test_a_choice_is_never_cut() -> None:
    label = "خدمات عامة مثل الماء والكهرباء والنظافة والطرق وغيرها مما يهم أهل الحي جميعاً"
    (part,) = rendered(said("ما السبب؟", choices=choices(label)))
    assert f"1. {label}" in part.body


def test_several_choices_say_how_to_write_them() -> None:
    message = said("أي لغات؟", choices=choices("العربية", "الكردية"), multiple=True)
    (part,) = rendered(message)
    assert part.body.endswith("2. الكردية\n\n<whatsapp.several ar>")


def test_what_was_chosen_is_marked() -> None:
    chosen = Choice("ar", verbatim("العربية"), marked=True)
    assert rendered(said("؟", choices=(chosen,)))[0].body.endswith("1. العربية ✓")


def test_a_latin_label_keeps_its_place_in_a_right_to_left_list() -> None:
    message = said("اللغة؟", choices=choices("العربية", "English"))
    assert rendered(message)[0].body.endswith("1. العربية\n\u200f2. English")
    assert "\u200f" not in rendered(message, ENGLISH)[0].body


def test_a_position_is_asked_for_in_words() -> None:
    assert rendered(said("أين؟", asks="position"))[0].body == "أين؟\n\n<whatsapp.position ar>"


def test_a_heading_stands_first_and_the_readers_language_counts() -> None:
    message = Message((key("menu"),), heading=key("programme"))
    assert rendered(message, ENGLISH)[0].body == "<programme en>\n\n<menu en>"


def test_one_photo_carries_its_words() -> None:
    message = said("تقرير جديد", media=(Attachment("p1"),))
    assert rendered(message) == (Part("تقرير جديد", "https://bot.example.org/media/p1-preview"),)


def test_words_that_a_caption_cannot_hold_come_after_the_photo() -> None:
    photo, text = rendered(said("ط" * 1025, media=(Attachment("p1"),)))
    assert (photo.body, text.media_url) == ("", "")
    assert text.body == "ط" * 1025


def test_words_never_go_beside_a_voice_note_or_a_file() -> None:
    for kind in ("voice", "audio", "file"):
        medium, text = rendered(said("استمع", media=(Attachment("v", kind, "original"),)))
        assert (medium.body, medium.media_url) == ("", "https://bot.example.org/media/v-original")
        assert text.body == "استمع"


def test_several_photos_go_one_by_one_with_the_words_last() -> None:
    parts = rendered(said("ثلاث صور", media=tuple(Attachment(f"p{n}") for n in range(3))))
    assert [bool(part.media_url) for part in parts] == [True, True, True, False]


def test_a_long_message_is_split_between_paragraphs_with_the_choices_last() -> None:
    message = said("ط" * 900, "ك" * 900, choices=choices("نعم", "لا"))
    first, second = rendered(message)
    assert first.body == "ط" * 900
    assert second.body == "ك" * 900 + "\n\n1. نعم\n2. لا"


def test_nothing_to_say_is_no_message() -> None:
    assert rendered(Message(())) == ()


def test_an_emoji_counts_as_two() -> None:
    assert [length(piece) for piece in split("🌱" * 1000)] == [1600, 400]


@given(st.lists(st.text(st.sampled_from("اب ت\n🌱x"), min_size=1, max_size=900), max_size=12))
def test_every_piece_fits_and_no_word_is_lost(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    pieces = split(text)
    assert all(0 < length(piece) <= BODY_LIMIT for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.text(st.sampled_from("ابتثج"), min_size=1, max_size=60), min_size=1, max_size=60))
def test_a_choice_is_never_torn_between_two_messages(labels: list[str]) -> None:
    parts = rendered(said("؟", choices=choices(*labels)))
    lines = [line for part in parts for line in part.body.split("\n") if line]
    assert lines[1:] == [f"{n}. {label}" for n, label in enumerate(labels, 1)]


def test_a_paragraph_that_is_too_long_leaves_the_others_whole() -> None:
    long = "\n".join(["ب ث"] * 500)
    first, middle, last = split("\n\n".join(["ا" * 900, long, "ت" * 900]))
    assert first.startswith("ا" * 900 + "\n\n")
    assert set(middle) == set(long)
    assert last == "ت" * 900
