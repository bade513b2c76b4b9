"""The order of reading: what words mean at each kind of open question (design §4).

*stop* and *urgent* first, then an option, then a number, date or place, then the other words, then the
field. Where an open text or a name is asked only the global words are commands.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot.core.arabic import said
from bot.core.arabic.phrases import PHRASES
from bot.core.arabic.words import GLOBAL, STRONG, ambiguous, intent
from bot.core.conversation import (
    Aside,
    Draft,
    Found,
    LookUp,
    Quiet,
    Said,
    State,
    Step,
    Talk,
    Tapped,
    Turn,
    Woke,
)
from bot.core.message import Message
from bot.core.reference import reference
from bot.flows.engine import step
from tests.flows.sample import PEOPLE, book, reload, stepped

NOW = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)


def turn() -> Turn:
    local = NOW + timedelta(hours=3)
    return Turn(now=NOW, local=local, ids=(f"{n:032x}" for n in count(1)), seed=7, channel="telegram")


def at(form: str, field: str, who: str = "champion", **draft: Any) -> State:
    """Somebody who is asked that question."""
    version = book().forms[form].version
    open_draft = Draft("d" * 32, form, version, NOW.isoformat(), at=field, **draft)
    return State(PEOPLE[who], Talk(stamp=5, draft=open_draft.id), open_draft)


def heard(state: State, *words: str) -> Step:
    """The step of the last of these words; the state is saved and read again between them."""
    done = Step(state)
    for one in words:
        done = stepped(book(), reload(done.state), Said(one), turn())
    return done


def keys(done: Step) -> list[str]:
    """The catalogue keys of what was said."""
    return [part.key for message in done.messages for part in message.parts if part.key]


def answer(done: Step, field: str) -> object:
    draft = done.state.draft
    return draft.answers.get(field) if draft else None


NAME = ("report", "ir1n")
KIND = ("report", "ir3")
DATE = ("report", "ir4")
PLACE = ("report", "ir5")
TALLY = ("report", "ir7")
TENSION = ("report", "ir13")
STORY = ("report", "ir13b")
PHOTOS = ("report", "ir14")
CONSENT = ("registration", "v0")
YEAR = ("registration", "v5")
AGREE = ("pulse", "p01")
SEVERAL = ("profile", "v8")
CODE = ("conduct", "c10")

ANSWERS: list[tuple[tuple[str, str], str, object]] = [
    # 1. stop comes before an option; 2. options, before every other word
    (CONSENT, "نعم", "yes"),
    (CONSENT, "موافق", "yes"),
    (CONSENT, "أوافق", "yes"),
    (CONSENT, "👍", "yes"),
    (CONSENT, "yes", "yes"),
    (KIND, "٤", "service"),
    (KIND, "4️⃣", "service"),
    (KIND, "أربعة", "service"),
    (KIND, "عمل تطوعي", "service"),
    (KIND, "غيّر", "other"),
    (KIND, "Awareness", "awareness"),
    (TENSION, "آه", "yes"),
    (TENSION, "لأ", "no"),
    (AGREE, "ما بعرف", "-8"),
    (AGREE, "ما بدي جاوب", "-9"),
    (AGREE, "أوافق", "4"),
    (SEVERAL, "١، ٣", ["individual", "committee"]),
    (SEVERAL, "جامعة", ["education"]),
    (CODE, "تم", None),
    # 3. numbers, dates, places
    (YEAR, "١٩٩٨", 1998),
    (DATE, "مبارح", "2026-03-04"),
    (PLACE, "الرمثا", "JO-IR-RAMTHA"),
    (PHOTOS, "لا", {"photos": []}),
    (PHOTOS, "لا توجد صور", {"photos": []}),
    # 5. the field itself
    (NAME, "سلام", "سلام"),
    (NAME, "هلا", "هلا"),
    (NAME, "شكراً", "شكراً"),
    (NAME, "نعم", "نعم"),
    (NAME, "تم", "تم"),
    (NAME, "موظف", "موظف"),
    (NAME, "لغة", "لغة"),
    (NAME, "بياناتي", "بياناتي"),
    (NAME, "مش أنا", "مش أنا"),
    (NAME, "خلص", "خلص"),
    (STORY, "في مشكلة", "في مشكلة"),
    (STORY, "لا يوجد ماء", "لا يوجد ماء"),
    (STORY, "نجدة", "نجدة"),
]


@pytest.mark.parametrize(("question", "words", "meant"), ANSWERS)
def test_it_is_an_answer(question: tuple[str, str], words: str, meant: object) -> None:
    done = heard(at(*question), words)
    if meant is None:
        assert done.state.draft is None or done.state.draft.form != question[0]
    else:
        assert answer(done, question[1]) == meant


COMMANDS = [
    # stop and urgent, in any state
    (NAME, "إيقاف", "stop.done_form"),
    (KIND, "STOP!", "stop.done_form"),
    (CONSENT, "- إيقاف.", "stop.done_form"),
    (KIND, "نجدة", "support.card"),
    (STORY, "نجدة", "support.card"),
    # words that are no answer here
    (KIND, "مساعدة", "help"),
    (KIND, "السلام عليكم", "courtesy.salam"),
    (KIND, "هلا", "courtesy.greeting"),
    (KIND, "يعطيك العافية", "courtesy.thanks"),
    (KIND, "ههههه", "courtesy.laughter"),
    (KIND, "من أنتم", "whoareyou"),
    (KIND, "القائمة", "menu.form_kept"),
    (KIND, "0", "menu.form_kept"),
    (KIND, "إنهاء", "endform.done"),
    (KIND, "لاحقاً", "later.ask"),
    (KIND, "لغة", "language.ask"),
    (KIND, "شخص آخر", "PERSONS"),
    (KIND, "إن شاء الله", "courtesy.acknowledge"),
    (KIND, "تمام", "courtesy.acknowledge"),
    (CONSENT, "إن شاء الله", "which.confirm_yes"),
    (KIND, "خلص", "which.ask"),
    (KIND, "خلص الاستبيان", "which.confirm"),
    (KIND, "عوفها", "which.ask"),
    (KIND, "مو آني", "wrongperson.ask"),
    (AGREE, "نعم", "field.meant.degree"),
    (KIND, "تخطي", "skip.required"),
    (DATE, "32/13/2026", "field.date.expected"),
    (YEAR, "0", "register.year"),
    # in open text only the global words
    (STORY, "رجوع", "form.next"),
    (STORY, "مساعدة", "help"),
    (STORY, "القائمة", "menu.form_kept"),
    (STORY, "إنهاء", "endform.done"),
    (NAME, "شكوى", "form.next"),
    (NAME, "مسح المحادثة", "clearchat.telegram"),
    (NAME, "حذف بياناتي", "deletedata.ask"),
    (NAME, "تخطي", "skip.required"),
    (NAME, "؟", "form.next"),
]


@pytest.mark.parametrize(("question", "words", "says"), COMMANDS)
def test_it_is_a_command_or_courtesy(question: tuple[str, str], words: str, says: str) -> None:
    done = heard(at(*question), words)
    if says == "PERSONS":
        assert any(isinstance(e, LookUp) and e.kind == "persons" for e in done.effects)
    elif says == "form.next":
        assert done.messages
        assert words not in str(done.state.draft)
    else:
        assert says in keys(done)


def test_a_no_refuses_consent_and_nothing_is_kept() -> None:
    done = heard(at(*CONSENT, who="stranger"), "لا")
    assert done.state.draft is None
    assert any(type(e).__name__ == "Consent" and not e.given for e in done.effects)  # type: ignore[union-attr]  # checked by its name


def test_every_command_word_in_open_text_is_words_unless_it_is_global() -> None:
    """The only words that a story cannot be."""
    swallowed = set()
    for meaning, phrases in PHRASES.items():
        for phrase in phrases:
            if phrase == "/start" or not any(letter.isalpha() for letter in phrase):
                continue  # what a platform's button sends, and a sign alone, are no words
            kept = answer(heard(at(*STORY), phrase), STORY[1]) == phrase
            if not kept:
                swallowed.add(meaning)
            if meaning == "urgent":
                assert kept, phrase
    assert swallowed == (GLOBAL | STRONG | {"repeat"}) - {"urgent"}  # «؟» is said as "repeat"


def test_of_the_words_that_repeat_only_the_question_mark_counts_in_open_text() -> None:
    taken = [p for p in PHRASES["repeat"] if answer(heard(at(*STORY), p), STORY[1]) is None]
    assert {said(one) for one in taken} == {said("؟")}


@pytest.mark.parametrize("question", [NAME, KIND, DATE, PLACE, TALLY, PHOTOS, AGREE, SEVERAL, CODE, CONSENT])
def test_stop_stops_at_every_question(question: tuple[str, str]) -> None:
    for phrase in PHRASES["stop"]:
        done = heard(at(*question), phrase)
        assert Quiet(on=True) in done.effects, phrase
        assert done.state.draft is None


@pytest.mark.parametrize("question", [KIND, AGREE, SEVERAL, CONSENT, TENSION])
def test_an_ambiguous_word_never_acts_by_itself(question: tuple[str, str]) -> None:
    words = [p for phrases in PHRASES.values() for p in phrases if ambiguous(said(p), form_open=True)]
    assert len(words) > 12
    for word in words:
        if "yes" in ambiguous(said(word)):
            continue  # to a yes/no question «ماشي» is yes
        done = heard(at(*question), word)
        assert done.state.draft is not None, word
        assert done.state.draft.at == question[1]


@pytest.mark.parametrize(
    ("words", "answered"), [(("خلص", "انتهيت"), True), (("خلص", "2"), False), (("خلص", "لا شيء منها"), False)]
)
def test_done_by_an_ambiguous_word_ends_the_photos(words: tuple[str, ...], answered: bool) -> None:
    partial = {"photos": ["p1"]}
    done = heard(at(*PHOTOS, partial=partial), *words)
    step_of = done.state.draft.partial.get("step") if done.state.draft else None
    assert (step_of == "consent") is answered


def test_a_done_where_it_means_nothing_asks_again() -> None:
    done = heard(at(*KIND), "تم")
    assert done.state.draft is not None
    assert done.state.draft.at == "ir3"
    assert len(done.messages) == 1


def test_the_menu_by_number_only_while_it_is_the_last_thing_said() -> None:
    menu = State(PEOPLE["champion"], Talk(aside=Aside("menu")))
    assert heard(menu, "1").state.draft is not None
    assert heard(State(PEOPLE["champion"]), "1").state.draft is None
    assert heard(State(PEOPLE["champion"]), "تقرير عن نشاط").state.draft is not None


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f", "\u2009", "  "])
def test_a_number_that_we_gave_is_understood_with_any_space(space: str) -> None:
    number = reference(7)
    typed = space.join((number[:3], number[3:6], number[6:]))
    for words in (typed, f"\u2066{typed}\u2069"):
        done = heard(State(PEOPLE["champion"]), words)
        assert LookUp("submission", {"number": number}) in done.effects


def test_zero_is_the_menu_only_outside_number_questions() -> None:
    done = heard(at(*TALLY), "0")
    assert answer(done, "ir7") == {
        "total": 0,
        "women": 0,
        "men": 0,
        "bands": {"0-17": 0, "18-29": 0, "30-59": 0, "60+": 0},
    }


def test_misunderstood_three_times_a_yes_leads_to_the_team() -> None:
    done = heard(at(*KIND), "كذا", "وكذا", "وهيك")
    assert "misread.third" in keys(done)
    assert any(c.id == "human" for m in done.messages for c in m.choices)
    after = heard(done.state, "نعم")
    assert after.state.draft is not None
    assert after.state.draft.form == "human"


def test_courtesy_is_never_counted_as_misunderstood() -> None:
    done = heard(at(*KIND), "السلام عليكم", "شكراً", "ههههه", "مرحبا", "تمام")
    assert done.state.talk.misread == 0


def test_a_caption_is_stored_once() -> None:
    """Words after the photos and the caption of the photos end in one place."""
    notes = {"photos": ["p1", "p2"], "caption": "لقاء الجيران"}
    answers = {"ir1": "new", "ir1n": "بيتنا", "ir2": "start", "ir3": "dialogue", "ir4": "2026-03-04"}
    before = at(*TENSION, notes=notes, answers={**answers, "ir5": "JO-IR-RAMTHA", "ir7": {"total": 0}})
    done = heard(before, "لا", "تم", "نعم")
    assert answer(done, "ir14") == {"photos": ["p1", "p2"], "consent": "yes", "caption": "لقاء الجيران"}
    assert done.state.draft is not None
    assert not {"photos", "caption"} & done.state.draft.notes.keys()


def test_a_result_that_nothing_knows_changes_nothing() -> None:
    before = at(*KIND)
    assert step(book(), before, Found("of_another_version", {"x": 1}), turn()) == Step(before)


def test_a_tap_on_a_question_that_passed_is_told_and_the_open_one_comes_again() -> None:
    done = step(book(), at(*KIND), Tapped(3, "today"), turn())
    assert keys(done)[0] == "tap.stale"
    assert done.messages[0].choices


def test_one_turn_is_one_message() -> None:
    """Acknowledgement, next question and choices together."""
    for question, words, _ in (*ANSWERS, *COMMANDS):
        messages: tuple[Message, ...] = heard(at(*question), words).messages
        assert len(messages) <= 1, (question, words)


def test_who_stopped_is_not_reminded() -> None:
    person = replace(PEOPLE["champion"], stopped=True)
    state = replace(at(*KIND), person=person)
    assert step(book(), state, Woke("remind"), turn()).messages == ()
    assert step(book(), state, Woke(f"nudge:{'d' * 32}", {"draft": "d" * 32}), turn()).messages == ()


def test_every_word_of_the_table_has_its_meaning() -> None:
    assert all(intent(said(p), "ckb") == meaning for meaning, phrases in PHRASES.items() for p in phrases)
