"""How texts are worded: length, form of address, vowel marks, tone, plurals, and what a language must have.

That the catalogues agree with one another and with the code's keys is `test_catalogues`. The rules hold
for the texts of the shipped forms as well.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.core.arabic import intent, said
from bot.core.channel import Reader
from bot.core.person import ROLES
from bot.core.text import key
from bot.flows.commands import COMMANDS
from bot.i18n import LOCALES, Catalogues
from tests.flows.shipped.wordings import wordings
from tests.syntax import dotted, modules, syntax

CATALOGUES = Catalogues.load()
ARABIC_HEADER = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
)
LONGEST_BUTTON = 20

# Vowel marks are written only where a word would be misread: the dual, «مَن», and passives.
MARKED = set(
    "مشاركَين مَن تُقدَّم تُسمع تُحل تُقال تُخفَّف تُقنع يُقال يُرجى يُرسل يُستحسن يُكتب أُغلق أُعيد أُسند أُنفق جُرّب حُجب عُرفت كُتب "  # noqa: SIM905 - a word list reads as one
    "وُجدت مُرسل تُرسل أُضيفت حُذف حُذفت مُسحت تُمحى رُبطت سُحب قُبل أُغلقت أُلغيت استُعملت تُخفَ تُحدَّد "
    "نُشر يُنشر يُحفظ يُجاب يُطرح يُحذف تُكتب يُقرأ قُبلت أُعيدت سُحبت".split()
)
MARK = re.compile("[\u064e\u064f\u0650\u0652]")
WORD = re.compile("[\u0621-\u0652]+")
SLASH = re.compile(r"[\u0621-\u064a][/\\][\u0621-\u064a]")
QUOTED = re.compile("«([^»{}]+)»")
QUOTED_ENGLISH = re.compile("“([^”{}]+)”")
KEY = re.compile(r"[a-z_]+(\.[a-z_]+)*\.[a-z_]*[a-z]")
DEVICE = re.compile(r"\{[mfn]:.*?\}(?!\})")
COLD = (
    "يجب عليك",
    "ممنوع",
    "عزيزي",
    "المستفيد",
    "أقلية",
    "طائفة",
    "جماعة",
    "الطرف الآخر",
    "بيئة حاضنة",
    "المعاق",
    "هل أنت",
    "!!",
)
# Verbs that speak to a man only; they stand inside {m:…|f:…|n:…} or not at all.
TO_A_MAN = re.compile(
    r"(?<![\u0621-\u0652])(?:اكتب|أرسل|اختر|اضغط|أدخل|حدد|تريد|تكتب|ترسل|تجيب|تستطيع|تفضّل|ترغب)(?![\u0621-\u0652])"
)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language, of the catalogues and of the forms, with its place."""
    for name, forms in CATALOGUES.by_language[language].texts.items():
        yield from ((name, form) for form in forms)
    for one in wordings():
        if language in one.text.languages:
            yield f"{one.place} ({one.kind})", one.text.languages[language]


def bare(text: str) -> str:
    return "".join(letter for letter in text if letter not in "\u2066\u2068\u2069")


# ----------------------------------------------------------------------------------- buttons


def test_no_button_is_cut() -> None:
    buttons = [
        (name, language, form)
        for language, catalogue in CATALOGUES.by_language.items()
        for name, forms in catalogue.texts.items()
        for form in forms
        if name.startswith("choice.") and "{" not in form
    ]
    assert len(buttons) > 150
    assert [found for found in buttons if len(found[2]) > LONGEST_BUTTON] == []


def test_choices_speak_alike_to_everybody() -> None:
    """What is typed is compared with them, so they know no form of address."""
    labels = CATALOGUES.labels()
    assert len(labels) > 80
    assert [
        name for name, words in labels.items() if any("{m:" in one or "{f:" in one for one in words.values())
    ] == []


def test_what_can_be_said_at_one_question_has_words_of_its_own() -> None:
    """Two buttons that stand together must not be called the same."""
    for together in (
        [name for name in COMMANDS if f"choice.menu_{name}" in CATALOGUES.labels()],
        ["send", "edit", "details", "cancel"],
        ["skip", "why", "listen", "human"],
        ["yes", "no", "none"],
    ):
        prefix = "choice.menu_" if "register" in together else "choice."
        for language in CATALOGUES.by_language:
            labels = [CATALOGUES.labels()[prefix + name].get(language) for name in together]
            words = [label for label in labels if label is not None]
            assert len(set(words)) == len(words), (language, words)


# ------------------------------------------------------------------------------------ Arabic


def test_vowel_marks_stand_only_where_a_word_would_be_misread() -> None:
    marked = {
        (place, word) for place, text in texts("ar") for word in WORD.findall(text) if MARK.search(word)
    }
    assert [found for found in marked if not {found[1], found[1].lstrip("وف")} & MARKED] == []


def test_no_word_has_two_endings() -> None:
    assert [(place, text) for place, text in texts("ar") if SLASH.search(text)] == []


def test_nothing_is_cold() -> None:
    assert [(place, cold) for (place, text), cold in product(texts("ar"), COLD) if cold in text] == []


def test_no_message_asks_twice_for_a_kindness() -> None:
    """A message is put together of several texts; none of them says «يُرجى», so no message says it twice."""
    assert [place for place, text in texts("ar") if "يُرجى" in text or "الرجاء" in text] == []


def test_verbs_to_a_man_stand_in_a_form_of_address() -> None:
    found = [
        (place, verb)
        for place, text in texts("ar")
        for verb in TO_A_MAN.findall(QUOTED.sub("", DEVICE.sub("", text)))
    ]
    assert found == []


def test_every_form_of_address_has_a_neutral_one() -> None:
    devices = [(place, device) for place, text in texts("ar") for device in DEVICE.findall(text)]
    assert len(devices) > 3
    assert [
        found for found in devices if not ("{m:" in found[1] and "|f:" in found[1] and "|n:" in found[1])
    ] == []


def test_punctuation_is_of_the_language() -> None:
    arabic = [(place, text) for place, text in texts("ar") if re.search(r"[\u0621-\u064a][,;?]", text)]
    assert arabic == []
    english = [(place, text) for place, text in texts("en") if re.search("[،؛؟«»]", text)]
    assert english == []


# -------------------------------------------------------------------------------- taught words

TEACHING = (
    "help",
    "help.staff",
    "whoareyou",
    "courtesy.insult",
    "mydata.how",
    "stop.done",
    "voice.kept_human",
)
NEVER_TAUGHT = {"cancel", "end", "quit"}


@pytest.mark.parametrize("name", TEACHING)
def test_a_word_that_is_taught_works(name: str) -> None:
    for language, quoted in (("ar", QUOTED), ("en", QUOTED_ENGLISH), ("ckb", QUOTED)):
        words = quoted.findall(CATALOGUES.by_language[language].texts.get(name, ("",))[0])
        buttons = {labels.get(language) for labels in CATALOGUES.labels().values()}
        works = buttons | {"؟", "?"} | {word for word in words if intent(said(word), language) or "…" in word}
        assert [word for word in words if word not in works] == [], language


def test_no_text_teaches_what_a_carrier_takes_for_leaving() -> None:
    taught = [(place, word) for place, text in texts("en") for word in QUOTED_ENGLISH.findall(text)]
    assert len(taught) > 20
    assert [found for found in taught if said(found[1]) in NEVER_TAUGHT] == []
    assert [place for place, text in texts("en") if re.search(r"\b(CANCEL|END|QUIT)\b", text)] == []


# -------------------------------------------------------------------------------------- plurals


def test_the_order_of_the_plural_forms_is_pinned() -> None:
    for language, header in (
        ("ar", ARABIC_HEADER),
        ("en", "nplurals=2; plural=n != 1;"),
        ("ckb", "nplurals=2; plural=n != 1;"),
    ):
        source = (LOCALES / language / "LC_MESSAGES/messages.po").read_text(encoding="utf-8")
        assert f'"Plural-Forms: {header}\\n"' in source


@pytest.mark.parametrize(
    ("count", "said_so"),
    [
        (0, "قريباً"),
        (1, "خلال ساعة في"),
        (2, "خلال ساعتين"),
        (3, "خلال 3 ساعات"),
        (10, "خلال 10 ساعات"),
        (11, "خلال 11 ساعة"),
        (99, "خلال 99 ساعة"),
        (100, "خلال 100 ساعة"),
        (101, "خلال 101 ساعة"),
        (103, "خلال 103 ساعات"),
    ],
)
def test_hours_are_counted_in_words(count: int, said_so: str) -> None:
    assert said_so in bare(CATALOGUES.render(key("human.sent", count=count), Reader()))


# ------------------------------------------------------------------------------------ languages


def test_all_three_languages_are_offered() -> None:
    assert CATALOGUES.offered(("ar", "en", "ckb", "kmr")) == ("ar", "en", "ckb")
    assert CATALOGUES.missing("en") == ()


# Consent and registration, the global words and what they answer, errors, stop, the support card.
# fmt: off
CORE = {
    "welcome", "register.done", "register.young", "help",
    "misread", "misread.third", "misread.nothing_open", "failure.ours",
    "skip.required", "back.first", "cancel.ask", "cancel.done",
    "cancel.kept", "endform.none", "endform.done", "endform.survey",
    "stop.done", "stop.done_form", "stop.only_form", "stop.lifted",
    "form.sent", "form.declined", "complaint.done", "complaint.no_list",
    "deletedata.ask", "deletedata.receipt", "deleteanswers.ask", "deleteanswers.done",
    "clearchat.telegram", "clearchat.whatsapp", "clearchat.webchat", "support.card",
    "support.card_none", "human.sent", "language.ask", "choice.yes",
    "choice.no", "choice.skip", "choice.send", "conduct.done",
    "menu.heading", "summary.heading", "field.choice.expected", "field.number.between",
    "field.place.expected",
}
# fmt: on


def test_the_core_set_holds_what_a_person_must_be_able_to_read() -> None:
    assert CORE - CATALOGUES.core == set()


# --------------------------------------------------------------------- keys that are put together


def put_together() -> set[str]:
    """The keys that the flows make from a prefix and a name."""
    choices = {name for path in modules("bot/flows") for name in named_choices(path)}
    assert len(choices) > 15, "the code was not read"
    return {
        *(f"choice.{name}" for name in choices),
        *(f"role.{role}" for role in ROLES),
        *(
            f"courtesy.{kind}"
            for kind in ("salam", "greeting", "thanks", "whoareyou", "laughter", "insult", "acknowledge")
        ),
        *(f"stage.{stage}" for stage in ("sent", "review", "accepted", "returned", "withdrawn")),
        *(f"channel.{channel}" for channel in ("telegram", "whatsapp", "webchat")),
        *(f"clearchat.{channel}" for channel in ("telegram", "whatsapp", "webchat", "other")),
        *(f"invitation.{why}" for why in ("unknown", "expired", "used", "full", "revoked", "already")),
        *(f"link.{why}" for why in ("wrong", "expired", "tries")),
        *(f"sex.{sex}" for sex in ("male", "female", "prefer_not")),
        *(f"media.refused_{why}" for why in ("too_large", "unreadable", "not_image", "gone")),
        *(f"review.done_{decision}" for decision in ("accept", "return")),
        *(f"notice.decided_{decision}" for decision in ("accept", "return")),
    }


def named_choices(path: Path) -> Iterator[str]:
    """The names of choices given to `simple` and `_asks`; a keyword gives one another label."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Call) and dotted(node.func) in {"simple", "_asks"}:
            other = {one.arg: one.value for one in node.keywords if one.arg}
            for given in node.args[1:]:
                match given, other.get(str(given.value)) if isinstance(given, ast.Constant) else None:
                    case _, ast.Constant(value=str(name)):
                        yield name
                    case ast.Constant(value=str(name)), None:
                        yield name
                    case _:
                        pass


def test_every_key_that_is_put_together_has_a_text() -> None:
    assert put_together() - CATALOGUES.by_language["ar"].texts.keys() == set()


def test_whatever_looks_like_a_key_is_one() -> None:
    """A key in a variable or a table is no argument of a call, and is found here.

    What `doctor` finds has names of its own: its words stand in the command.
    """
    known = CATALOGUES.by_language["ar"].texts.keys()
    spaces = {name.partition(".")[0] for name in known if "." in name}
    words = {
        one.value
        for path in modules("bot/flows", "bot/core")
        if path.name != "checkup.py"
        for one in ast.walk(syntax(path))
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and KEY.fullmatch(one.value)
    }
    assert len(words & known) > 150
    assert {word for word in words - known if word.partition(".")[0] in spaces} == set()


def test_every_entry_of_the_menu_has_a_text() -> None:
    [path] = modules("bot/flows/menu.py")
    words = (one.value for one in ast.walk(syntax(path)) if isinstance(one, ast.Constant))
    named = {word for word in words if isinstance(word, str) and word in COMMANDS}
    assert len(named) > 15
    assert {f"choice.menu_{name}" for name in named} - CATALOGUES.labels().keys() == set()


def test_the_menu_names_commands_that_exist() -> None:
    names = [
        name.removeprefix("choice.menu_") for name in CATALOGUES.labels() if name.startswith("choice.menu_")
    ]
    assert [name for name in names if name not in COMMANDS] == []
