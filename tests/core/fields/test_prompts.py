"""How an open question is put: its choices and their numbers, its layout, and what is acknowledged."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Sent
from bot.core.field import Answered, Gathering
from bot.core.fields import BY_NAME
from bot.core.fields.computed import compute
from bot.core.message import Choice
from bot.core.pages import PAGE
from bot.core.text import Text
from tests.core.fields.asked import Asked, areas, medium, photos, question, said_in, tapped
from tests.core.fields.cases_gathered import COUNT, PHOTOS
from tests.core.fields.cases_listed import AGREE, ANYWHERE, CHANGE, DISTRICT, GOVERNORATE, INTERESTS
from tests.core.fields.cases_written import COMING, PAST, PEOPLE, TEXT, TEXT_OR_NOT
from tests.core.fields.rows import VOICE


def ids(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.id for choice in choices]


def printed(choices: tuple[Choice, ...]) -> list[int]:
    return [choice.number for choice in choices]


def test_a_scale_stands_one_per_row_with_its_stored_values_and_the_strongest_on_top() -> None:
    prompt = Asked(AGREE).prompt()
    assert (prompt.layout, printed(prompt.choices)) == ("scale", [5, 4, 3, 2, 1, 8, 9])
    assert prompt.parts == ()


def test_degrees_keep_their_numbers_and_stay_a_scale() -> None:
    now, _ = Asked(AGREE).answered(["لا"])
    assert (now.prompt().layout, printed(now.prompt().choices)) == ("scale", [2, 1])


def test_a_suggestion_can_be_declined() -> None:
    now, _ = Asked(CHANGE).answered(["أفضل"])
    assert ids(now.prompt().choices) == ["5", "4", "-9", "none_of_these"]


def test_a_list_that_toggles_edits_itself_and_offers_done_once_something_is_chosen() -> None:
    first = Asked(INTERESTS)
    assert first.prompt().multiple
    assert first.prompt().slot
    assert "done" not in ids(first.prompt().choices)
    now, _ = first.answered([tapped("women"), tapped("dialogue")])
    assert [choice.id for choice in now.prompt().choices if choice.marked] == ["dialogue", "women"]
    assert ids(now.prompt().choices)[-1] == "done"


def test_where_words_or_numbers_are_the_answer_special_answers_carry_no_number() -> None:
    assert printed(Asked(TEXT_OR_NOT).prompt().choices) == [-1, -1]
    assert printed(Asked(replace(PEOPLE, special=TEXT_OR_NOT.special)).prompt().choices) == [-1, -1]


def test_a_day_has_buttons_as_far_as_they_are_answers() -> None:
    assert ids(Asked(PAST).prompt().choices) == ["today", "yesterday"]
    assert ids(Asked(COMING).prompt().choices) == ["today", "tomorrow"]
    assert ids(Asked(question("date", max="2026-03-04")).prompt().choices) == ["yesterday"]


def test_places_are_paged_and_numbered_through() -> None:
    first = Asked(GOVERNORATE)
    assert printed(first.prompt().choices) == [*range(1, PAGE + 1), -1]
    assert first.prompt().slot
    now, _ = first.answered([tapped("more")])
    assert printed(now.prompt().choices) == [9, 10, 11, 12, 13, -1]
    assert ids(now.prompt().choices)[-1] == "previous"
    now, _ = now.answered([tapped("more")])
    assert ids(now.prompt().choices)[-1] == "previous"


def test_a_list_of_ten_places_is_one_page() -> None:
    ten = Asked(GOVERNORATE, areas=replace(areas(), by_code=dict(list(areas().by_code.items())[:11])))
    assert printed(ten.prompt().choices) == list(range(1, 11))
    assert not ten.prompt().slot


def test_last_places_come_first_and_very_many_are_found_through_their_governorate() -> None:
    offered = ids(ANYWHERE.prompt().choices)
    assert offered[:3] == ["IR-2", "AM-3", "JO-AM"]
    inside, _ = ANYWHERE.answered([tapped("JO-IR")])
    assert ids(inside.prompt().choices) == ["IR-1", "IR-2", "IR-3", "previous"]
    back, _ = inside.answered([tapped("previous")])
    assert ids(back.prompt().choices) == offered


def test_last_places_are_offered_only_where_the_question_says_so() -> None:
    now = Asked(GOVERNORATE, profile={"places": ["JO-AQ"]})
    assert ids(now.prompt().choices)[0] == "JO-AM"
    now = replace(now, field=question("place", recent="yes"))
    assert ids(now.prompt().choices)[0] == "JO-AQ"


def test_a_place_of_elsewhere_cannot_be_pressed() -> None:
    assert BY_NAME["place"].tap("IR-1", Asked(GOVERNORATE).asking()) is None
    assert BY_NAME["place"].tap("JO-AM", DISTRICT.asking()) is None
    assert BY_NAME["place"].tap("JO", Asked(GOVERNORATE).asking()) is None


def test_a_form_without_voice_refuses_voice() -> None:
    now = Asked(TEXT)
    assert isinstance(now.answered([VOICE])[1], Answered)
    silent = replace(now, form=replace(now.form, voice=False))
    assert said_in(silent.answered([VOICE])[1]) == "field.refused.voice"


def test_only_the_first_of_several_voice_notes_is_taken_and_that_is_said() -> None:
    _, reading = Asked(TEXT).answered([Sent((medium("voice", "v1"), medium("voice", "v2")))])
    assert isinstance(reading, Answered)
    assert reading.ack is not None
    assert reading.ack.key == "field.media.first"


def test_an_album_is_one_gathering_that_says_how_many_have_come() -> None:
    now, reading = Asked(PHOTOS).answered([photos("m1", "m2")])
    assert isinstance(reading, Gathering)
    assert reading.partial["photos"] == ["m1", "m2"]
    assert now.prompt().parts[0].params == {"n": 2}
    assert ids(now.prompt().choices) == ["done"]


def test_photos_beyond_the_limit_and_other_media_are_named() -> None:
    three = Asked(question("photo", count="3"))
    _, full = three.answered([photos("m1", "m2", "m3", "m4")])
    _, mixed = three.answered([Sent((medium("photo", "m1"), medium("video", "m2")))])
    assert isinstance(full, Answered)
    assert isinstance(mixed, Gathering)
    assert [one.key for one in (full.ack, mixed.ack) if one] == ["field.photo.full", "field.photo.only"]


def test_photos_that_come_while_consent_is_asked_join_the_others() -> None:
    now, _ = Asked(PHOTOS).answered([photos("m1"), tapped("done"), photos("m2")])
    assert now.prompt().parts[0].key == "field.photo.consent"
    _, reading = now.answered(["نعم"])
    assert isinstance(reading, Answered)
    assert reading.value == {"photos": ["m1", "m2"], "consent": "yes"}


def test_a_position_asks_the_phone_for_it() -> None:
    assert Asked(question("position")).prompt().asks == "position"


def test_a_count_shows_what_is_left_and_offers_all_of_it() -> None:
    now, _ = Asked(COUNT).answered(["27", "15", "6"])
    prompt = now.prompt()
    assert prompt.parts[0].params["rest"] == 21
    assert ids(prompt.choices) == ["rest", "unknown", "unknown_ages"]
    now, _ = now.answered(["10", "8"])
    assert ids(now.prompt().choices) == ["rest", "unknown"]


def test_a_count_that_was_not_right_begins_again_and_says_so() -> None:
    now, reading = Asked(COUNT).answered(["27: 15 نساء و12 رجل", tapped("no")])
    assert isinstance(reading, Gathering)
    assert reading.ack is not None
    assert (reading.ack.key, now.partial) == ("field.tally.again", {})


def test_a_count_is_repeated_with_all_that_was_said() -> None:
    now, _ = Asked(COUNT).answered(["27: 15 نساء و12 رجل، منهم 6 أطفال"])
    assert _keys(now.prompt().parts[0]) == [
        "field.tally.confirm",
        "field.list",
        "field.tally.show.total",
        "field.list",
        "field.tally.show.women",
        "field.list",
        "field.tally.show.men",
        "field.tally.show.band",
    ]


def _keys(text: Text) -> list[str]:
    found = [text.key] if text.key else []
    for part in text.params.values():
        found += _keys(part) if isinstance(part, Text) else []
    return found


def test_values_are_shown_in_words() -> None:
    assert Asked(AGREE).show("4") == AGREE.options[1].label
    assert Asked(AGREE).show("gone").value == "gone"
    assert Asked(PAST).show("2026-03-05").format == "day"
    assert Asked(GOVERNORATE).show("JO-IR").languages["ar"] == "إربد"
    assert Asked(GOVERNORATE).show({"text": "الديسة"}).value == "الديسة"
    assert Asked(TEXT).show({"voice": "v1"}).key == "field.text.voice"
    assert Asked(PHOTOS).show({"photos": ["m1"]}).params == {"n": 1}
    assert Asked(PEOPLE).show(1998).value == "1998"
    assert Asked(PEOPLE).show(12500).format == "number"
    assert Asked(question("time")).show("16:30").key == "field.time.pm"


def test_what_is_computed_follows_the_answers() -> None:
    field = question("computed", formula="sum", fields="a b")
    assert compute(field, {"a": 1, "b": 2.5}) == 3.5
    assert compute(field, {}) is None
    assert Asked(field, answers={"a": 1}).prompt().parts[0].value == "1"
