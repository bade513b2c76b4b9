"""How a workbook's form is asked: what stands in a message, what is passed, what a correction leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.app.conversing import with_form
from bot.core.channel import Reader
from bot.core.conversation import Draft, Found, Shared, State, Submit, Tapped
from bot.core.form import Answer, Form
from bot.core.message import Message
from bot.handlers.telegram import render as telegram
from bot.handlers.whatsapp import render as whatsapp
from tests.flows.player import Player
from tests.flows.sample import PEOPLE, book, catalogues, files
from tests.flows.xlsform.tables import YES_NO, form


def chat(made: Form, *lines: str, language: str = "ar") -> Player:
    """Somebody who opened the form and sent these lines."""
    person = replace(PEOPLE["volunteer"], language=language)
    player = Player(with_form(book(), made), catalogues(), State(person=person))
    player.take(Tapped(0, f"form:{made.name}"))
    for line in lines:
        player.play(f"←  {line}")
    return player


def draft(player: Player) -> Draft:
    assert player.state.draft is not None
    return player.state.draft


def said(player: Player) -> list[str]:
    """The paragraphs and the hint of the newest message."""
    rendered = catalogues().render_message(player.last[-1], player.reader)
    return [*map(_plain, rendered.parts), *filter(None, [_plain(rendered.hint)])]


def offered(player: Player) -> list[str]:
    return [choice.id for choice in player.last[-1].choices]


def sent(player: Player) -> Submit:
    return list(player.sent.values())[-1]


def _plain(words: str) -> str:
    return "".join(letter for letter in words if letter not in "\u2066\u2067\u2068\u2069\u200f")


# -------------------------------------------------------------------------------------- what is said


def test_the_form_says_its_name_and_a_note_stands_under_the_heading_of_its_group() -> None:
    made = form(
        """
        type | name | label | relevant
        begin_group | page | الصفحة |
        note | hello | أهلاً بكم. |
        text | who | ما اسمك؟ |
        text | how | كيف حالك يا ${who}؟ |
        end_group | | |
        note | bye | شكراً يا ${who}. |
        """,
        settings="form_title | form_id\nالزيارة | visit",
    )
    player = chat(made)
    assert said(player) == ["الزيارة", "الصفحة", "أهلاً بكم.", "ما اسمك؟"]
    player.play("←  ليلى")
    assert said(player) == ["كيف حالك يا ليلى؟"]
    player.play("←  رجوع")
    assert said(player) == ["الصفحة", "ما اسمك؟"]
    player.play("←  سامر")
    player.play("←  بخير")
    assert said(player)[:2] == ["شكراً يا سامر.", "هذه إجاباتك. هل نرسلها؟"]


def test_a_name_in_one_language_leaves_the_questions_in_the_others() -> None:
    made = form(
        "type | name | label::ar | label::en\ntext | a | ما اسمك؟ | Your name?",
        settings="form_title | form_id | default_language\nالزيارة | visit | ar",
    )
    assert said(chat(made, language="en")) == ["الزيارة", "Your name?"]


def test_what_was_acknowledged_is_compared_as_odk_stores_it() -> None:
    made = form(
        """
        type | name | label | relevant
        acknowledge | read | قرأت |
        text | a | سؤال | ${read} = 'OK'
        """
    )
    assert draft(chat(made, "نعم")).at == "a"


def test_what_is_shown_and_not_asked_is_said_when_it_has_something_to_say() -> None:
    made = form(
        """
        type | name | label | calculation | read_only
        integer | a | كم؟ | |
        integer | twice | الضعف | if(${a} > 0, ${a} * 2, '') | yes
        text | b | ولماذا؟ | |
        """
    )
    assert said(chat(made, "4")) == ["الضعف: 8", "ولماذا؟"]
    assert said(chat(made, "0")) == ["ولماذا؟"]


def test_a_text_that_refers_to_nothing_yet_leaves_no_gap() -> None:
    made = form(
        """
        type | name | label | relevant
        text | a | ما الاسم؟ |
        text | b | وما اسم ${a} الثاني؟ |
        """
    )
    assert said(chat(made, "تخطي")) == ["وما اسم الثاني؟"]


def test_hint_and_guidance_refer_to_answers_and_stand_beside_what_is_suggested() -> None:
    made = form(
        """
        type | name | label | hint | guidance_hint | default
        text | a | ما الاسم؟ | | |
        integer | b | كم؟ | لدى ${a} | ما عند ${a} الآن | 3
        """
    )
    player = chat(made, "ليلى")
    assert said(player) == ["كم؟", "الجواب المقترح: 3\nلدى ليلى\nما عند ليلى الآن"]


def test_a_repeat_may_be_named_by_what_is_asked_in_it() -> None:
    made = form(
        """
        type | name | label
        begin_repeat | child | الطفل ${called}
        text | called | ما الاسم؟
        integer | age | كم عمر ${called}؟
        end_repeat | |
        text | all | هل نسيت أحداً بعد ${called}؟
        """
    )
    player = chat(made, "نعم", "ريم", "7")
    assert said(player) == ["هل نسجّل واحداً آخر من «الطفل»؟"]
    player.play("←  لا")
    player.play("←  تخطي")
    assert said(player)[1] == "الطفل ريم – 1"


def test_the_choices_that_are_left_are_numbered_from_one() -> None:
    player = chat(TOWNS, "2")
    assert [choice.number for choice in player.last[-1].choices] == [1, 2, -1]
    player.play("←  2")
    assert draft(player).answers["town"] == "mosul"


TOWNS = form(
    """
    type | name | label | choice_filter | required
    select_one country | country | أي بلد؟ | |
    select_one town | town | أي مدينة؟ | country=${country} |
    """,
    """
    list_name | name | label | country
    country | jo | الأردن |
    country | iq | العراق |
    country | xx | بلد آخر |
    town | irbid | إربد | jo
    town | erbil | أربيل | iq
    town | mosul | الموصل | iq
    """,
)


# ---------------------------------------------------------------------------------- what is suggested


@pytest.mark.parametrize(
    ("row", "choices", "expected"),
    [
        ("text | a | A | نص", "", "نص"),
        ("integer | a | A | 7", "", 7),
        ("integer | a | A | 7.5", "", None),
        ("decimal | a | A | 1.125", "", 1.125),
        ("range | a | A | 3", "", 3),
        ("date | a | A | 2026-03-01", "", "2026-03-01"),
        ("date | a | A | today()", "", "2026-03-05"),
        ("date | a | A | now()", "", "2026-03-05"),
        ("time | a | A | 02:30:00.000+03:00", "", "02:30"),
        ("dateTime | a | A | 2026-03-01T14:30:00.000+03:00", "", "2026-03-01T14:30:00.000+03:00"),
        ("dateTime | a | A | 2026-03-01T14:30", "", "2026-03-01T14:30:00.000+03:00"),
        ("geopoint | a | A | 32.5 35.9 0 0", "", {"latitude": 32.5, "longitude": 35.9}),
        ("geopoint | a | A | 132.5 35.9", "", None),
        ("select_one yn | a | A | yes", YES_NO, "yes"),
        ("select_one yn | a | A | maybe", YES_NO, None),
        ("select_multiple yn | a | A | no yes", YES_NO, ["yes", "no"]),
        ("select_multiple yn | a | A | yes maybe", YES_NO, None),
        ("rank yn | a | A | no yes", YES_NO, ["no", "yes"]),
        ("rank yn | a | A | no", YES_NO, None),
        ("acknowledge | a | A | OK", "", "OK"),
        ("image | a | A | house.jpg", "", None),
    ],
)
def test_a_default_is_suggested_as_the_answer_that_it_would_be(
    row: str, choices: str, expected: Answer
) -> None:
    parameters = " | parameters\n" + row + (" | start=1 end=5" if row.startswith("range") else " |")
    player = chat(form(f"type | name | label | default{parameters}", choices))
    told = any("الجواب المقترح" in words for words in said(player))
    assert told is (expected is not None)
    if "suggested" in offered(player):
        player.play("←  [الجواب المقترح]")
        assert draft(player).answers == {"a": expected}


def test_a_default_that_may_not_be_given_is_not_suggested() -> None:
    made = form("type | name | label | default | constraint\ninteger | a | A | 7 | . < 5")
    player = chat(made)
    assert offered(player) == ["skip"]
    assert said(player)[-1] == "A"


def test_an_option_that_is_called_as_a_button_of_ours_is_another_one() -> None:
    made = form(
        "type | name | label\nselect_one what | a | A\ntext | b | B",
        "list_name | name | label\nwhat | skip | نعبر\nwhat | stay | نبقى",
    )
    player = chat(made)
    assert offered(player) == ["skip", "stay", "skip~"]
    assert draft(chat(made, "[تخطي]")).answers == {}
    assert draft(chat(made, "[تخطي]")).at == "b"
    assert draft(chat(made, "[نعبر]")).answers == {"a": "skip"}


# ------------------------------------------------------------------------------------- what is passed


def test_who_looks_at_a_correction_and_leaves_it_has_still_passed_the_question() -> None:
    made = form("type | name | label\ntext | a | الأول\ntext | b | الثاني")
    player = chat(made, "نص", "تخطي", "[تعديل]", "2", "رجوع")
    assert said(player)[1:] == ["الأول: نص", "الثاني: دون إجابة"]
    assert draft(player).passed == ("b",)


def test_what_was_passed_and_is_required_now_is_asked_again() -> None:
    made = form(
        """
        type | name | label | required
        integer | a | كم؟ |
        text | b | لماذا؟ | ${a} > 5
        """
    )
    player = chat(made, "3", "تخطي", "[تعديل]", "1", "9")
    assert draft(player).at == "b"
    player.play("←  تخطي")
    assert said(player)[0] == "نحتاج إلى إجابة عن هذا السؤال كي نتابع."


def test_a_message_that_answered_what_is_asked_no_more_answers_nothing() -> None:
    made = form(
        """
        type | name | label | relevant
        integer | a | كم؟ |
        text | b | لماذا؟ | ${a} > 5
        text | c | ومتى؟ |
        """
    )
    player = chat(made, "9", "كثرة", "✎2 1", "✎ قلة")
    assert said(player)[0] == "وصل تعديلك على رسالة سابقة، لكن ما حفظناه منها بقي كما هو."
    assert (draft(player).answers, draft(player).at) == ({"a": 1}, "c")


def test_what_was_passed_in_a_repetition_that_went_is_asked_in_the_next() -> None:
    made = form(
        """
        type | name | label
        begin_repeat | child | طفل
        text | called | ما الاسم؟
        note | told | نسأل عن كل طفل.
        end_repeat | |
        """
    )
    player = chat(made, "نعم", "تخطي", "لا", "[تعديل]", "1", "لا")
    assert draft(player).passed == ()
    for line in ("[تعديل]", "1", "نعم"):
        player.play(f"←  {line}")
    assert draft(player).at == "called[1]"


def test_a_voice_note_beside_the_questions_is_sent_with_the_answers() -> None:
    player = chat(form("type | name | label\ninteger | a | كم؟"), "<voice>", "3", "[إرسال]")
    assert sent(player).answers.keys() == {"a", "_attached"}


def test_a_medium_that_could_not_be_kept_takes_with_it_what_followed() -> None:
    made = form(
        """
        type | name | label | relevant
        file | paper | الملف |
        text | about | عن ماذا؟ | ${paper} != ''
        """
    )
    player = chat(made, "<file>", "كلام")
    medium = draft(player).answers["paper"]
    assert isinstance(medium, dict)
    player.take(Found("media_refused", {"why": "gone", "media": medium["media"]}))
    assert (draft(player).at, draft(player).answers) == ("paper", {})


def test_a_required_question_without_any_choice_left_can_be_passed() -> None:
    made = form(
        """
        type | name | label | choice_filter | required
        select_one country | country | أي بلد؟ | |
        select_one town | town | أي مدينة؟ | country=${country} | yes
        """,
        """
        list_name | name | label | country
        country | jo | الأردن |
        country | xx | بلد آخر |
        town | irbid | إربد | jo
        """,
    )
    assert "skip" not in offered(chat(made, "[الأردن]"))
    player = chat(made, "[بلد آخر]")
    assert offered(player) == ["skip"]
    player.play("←  [تخطي]")
    assert draft(player).at == "summary"


def test_two_choices_of_one_name_are_told_apart_by_what_was_answered_before() -> None:
    made = form(
        """
        type | name | label | choice_filter
        select_one country | country | أي بلد؟ |
        select_one town | town | أي مدينة؟ | country=${country}
        """,
        """
        list_name | name | label | country
        country | jo | الأردن |
        country | us | أمريكا |
        town | amman | عمّان | jo
        town | amman | أمّان الأخرى | us
        """,
        "allow_choice_duplicates\nyes",
    )
    player = chat(made, "[أمريكا]")
    assert offered(player) == ["amman", "skip"]
    player.play("←  1")
    assert said(player)[-1] == "أي مدينة؟ أمّان الأخرى"


def test_a_name_that_two_groups_use_is_two_questions() -> None:
    made = form(
        """
        type | name | label
        text | name | ما اسمك؟
        begin_repeat | child | طفل
        text | name | ما اسم الطفل؟
        end_repeat | |
        """
    )
    player = chat(made, "ليلى", "نعم", "ريم", "لا")
    assert draft(player).answers == {
        "name": "ليلى", "child[1]": "yes", "child/name[1]": "ريم", "child[2]": "no",
    }  # fmt: skip


# -------------------------------------------------------------------------------------- long forms


LONG = form(
    "type | name | label\n"
    + "\n".join(f"text | a_{n} | السؤال {n} عن {'أمر ما ' * 6}؟" for n in range(1, 101)),
    settings="form_title | form_id\nطويل | long",
)


def _answered() -> Player:
    """Somebody who has answered a hundred questions."""
    player = chat(LONG)
    answers = {f"a_{n}": f"جواب {n} {'كلام ' * 10}" for n in range(1, 101)}
    player.state = replace(player.state, draft=replace(draft(player), answers=answers, at="summary"))
    player.play("←  ؟")
    return player


def test_a_long_summary_is_divided_between_answers() -> None:
    message = _answered().last[-1]
    parts = {_plain(one) for one in catalogues().render_message(message, Reader()).parts}
    for pieces in (_on_telegram(message), _on_whatsapp(message)):
        assert len(pieces) > 1
        told = [_plain(part) for piece in pieces for part in piece.split("\n\n")]
        assert parts <= set(told)


def test_of_many_answers_the_one_to_change_is_typed() -> None:
    player = _answered()
    player.play("←  [تعديل]")
    assert offered(player) == ["back"]
    assert said(player)[-1].endswith("رقم الإجابة أو كلمات من سؤالها.")
    assert len(_on_telegram(player.last[-1])) > 1
    player.play("←  ٩٧")
    assert draft(player).at == "a_97"
    player.play("←  رجوع")
    player.play("←  [تعديل]")
    player.play("←  السؤال 12 عن")
    assert draft(player).at == "a_12"


def _on_telegram(message: Message) -> list[str]:
    calls = telegram.render(message, Reader(), catalogues().render)
    return [call.text for call in calls if isinstance(call, telegram.Write)]


def _on_whatsapp(message: Message) -> list[str]:
    return [part.body for part in whatsapp.render(message, Reader(), catalogues().render, files)]


# ------------------------------------------------------------------------- where, and on which day


def test_where_somebody_is_comes_from_the_phone_or_is_passed() -> None:
    """«نعم» was kept as the place."""
    made = form(
        """
        type | name | label | required
        date | born | متى وُلد؟ | yes
        geopoint | here | أين البيت؟ | yes
        geopoint | there | أين المدرسة؟ |
        """
    )
    player = chat(made, "1/3/2020", "نعم", "نعم")
    assert said(player)[0] == (
        "الإجابة هنا موقع من الهاتف، ولا تكفي الكلمات: زر الموقع، أو زر المشبك ثم «الموقع»."
    )
    assert "skip" not in offered(player)
    player.take(Shared(32.5, 35.9))
    player.play("←  عند البلدية")
    assert "there" not in draft(player).answers
    player.play("←  تخطي")
    player.play("←  [إرسال]")
    assert sent(player).answers["here"] == {"latitude": 32.5, "longitude": 35.9}
    assert sent(player).happened == "", "nobody knows which date of a workbook tells when it was"


def test_what_the_bot_knows_is_filled_in_wherever_it_comes_into_being() -> None:
    made = form(
        """
        type | name | label | relevant | calculation
        select_one yn | ok | أتوافق؟ | |
        begin_group | g | مجموعة | ${ok} = 'yes' |
        today | day | | |
        start | begun | | |
        end | done | | |
        calculate | c | | | concat('d:', ${day})
        end_group | | | |
        begin_repeat | r | شخص | |
        today | each | | |
        end | each_done | | |
        text | n | الاسم | |
        end_repeat | | | |
        """,
        YES_NO,
    )
    player = chat(made, "نعم")
    answers = draft(player).answers
    day = str(answers["day"])
    assert (answers["c"], day[:4], str(answers["begun"])[:10]) == (f"d:{day}", "2026", day)
    for line in ("نعم", "ليلى", "نعم", "سامي", "لا"):
        player.play(f"←  {line}")
    player.play("←  إرسال")
    submitted = sent(player).answers
    assert [submitted.get(one) for one in ("each[1]", "each[2]", "each[3]", "each")] == [day, day, None, None]
    assert {"done", "each_done[1]", "each_done[2]"} <= submitted.keys()
    assert not {"each_done", "each_done[3]"} & submitted.keys()


def test_what_the_bot_knows_goes_with_its_group() -> None:
    made = form(
        """
        type | name | label | relevant
        select_one yn | ok | أتوافق؟ |
        begin_group | g | مجموعة | ${ok} = 'yes'
        today | day | |
        end | done | |
        text | t | لماذا؟ |
        end_group | | |
        """,
        YES_NO,
    )
    player = chat(made, "لا")
    player.play("←  إرسال")
    assert not {"day", "done"} & sent(player).answers.keys()
