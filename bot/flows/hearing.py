"""Words that arrive, in a fixed order: what protects people, then answers, then commands, then the field.

1. *stop* and *urgent*, in any state. 2. An option of the open question. 3. A valid number, date or
place. 4. The other command words; where an open text is asked only the global ones. 5. The field
itself. Courtesy is answered on the way and never counted as misunderstood.
"""

from __future__ import annotations

from bot.core.arabic import ambiguous, digits, intent, said
from bot.core.arabic.distress import distress
from bot.core.arabic.languages import language as language_named
from bot.core.arabic.words import ACKNOWLEDGE, STRONG, is_global
from bot.core.conversation import LookUp, Said
from bot.core.field import Refusal
from bot.core.form import Field
from bot.core.invitation import find
from bot.core.reference import is_reference
from bot.flows import (
    asides,
    commands,
    correcting,
    ending,
    filling,
    leaving,
    menu,
    misreading,
    politeness,
    question,
    standing,
    team,
)
from bot.flows.aside import AsideKind
from bot.flows.asides import absent, halting, linking
from bot.flows.commands import COMMANDS, support_card
from bot.flows.picking import named, pick
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

MAX_TEXT = 4096
_COMMAND_LENGTH = 20
_NO_NAMES = frozenset({"human", "mydata", "language"})
MEANT = "meant:"

# Commands after which the question outside a form still stands.
_BESIDE = frozenset({"done", "help", "repeat", "whoareyou", "listen", "cancel"})


def hear(scene: Scene, words: Said, *, looked: bool = False) -> None:
    """One message of words. `looked`: whether the newest message to many offers them is known (`offered`)."""
    spoken = said(words.text)
    word = intent(spoken, scene.person.language) if spoken else None
    if word in STRONG:
        _strong(scene, words, word)
        return
    if scene.aside is not None and scene.aside.kind == "known":
        _about_oneself(scene, words, word)
        return
    for reads in (correcting.edited, correcting.quoted, _invited, _standing, absent.hear):
        if reads(scene, words):
            return
    if scene.turn.offered and not looked:
        if not scene.busy:
            scene.close_aside()  # the menu is not the last thing that was said
        _look(scene, words)
    elif not (_answered(scene, words, word) or _commanded(scene, words, spoken, word)):
        _taken(scene, words, word, looked=looked or not scene.person.registered)


def _look(scene: Scene, words: Said) -> None:
    """Whether they answer a message to many; they come back with what it offers (`offered`)."""
    facts = {"text": words.text, "message": words.message, "edits": words.edits, "about": words.about}
    scene.effect(LookUp("offered", {**facts, "row": scene.turn.offered}))


# --------------------------------------------------------------------------------- before the question


def _strong(scene: Scene, words: Said, word: str | None) -> None:
    """*urgent* shows the card and keeps the text where the open question is open text; a name it is not."""
    if word == "stop":
        before = scene.aside
        COMMANDS["stop"](scene)
        leaving.told(scene, before)
        return
    scene.say(support_card(scene))
    field = filling.open_field(scene)
    type_ = filling.kind_of(field) if field is not None and field.remembers != "name" else None
    if field is not None and type_ is not None and type_.open_text and scene.aside is None:
        reading = type_.take(words, filling.asking(scene, field))
        filling.apply(scene, field, reading, words.message)
    else:
        scene.again()


def _about_oneself(scene: Scene, words: Said, word: str | None) -> None:
    """While it is in doubt who writes, nothing but that is talked about."""
    kind = asides.open_kind(scene)
    if kind is None or kind.take is None:
        return
    choice = asides.chosen(scene, kind, words, word)
    if choice is not None:
        asides.choose(scene, choice)
    else:
        kind.take(scene, words)


def _invited(scene: Scene, words: Said) -> bool:
    """/start, or an invitation's code anywhere in the message."""
    code = find(words.text)
    if code and scene.talk.notes.get("invitation") != code:
        scene.effect(LookUp("invitation", {"code": code}))
        return True
    if words.text[:_COMMAND_LENGTH].strip().lower().startswith("/start"):
        COMMANDS["start"](scene)
        return True
    return False


def _standing(scene: Scene, words: Said) -> bool:
    """«الرد على ليلى», «قبول»: a choice of a message that came unasked."""
    return not _open_text(scene) and (halting.hear(scene, words) or standing.hear(scene, words))


# ------------------------------------------------------------------------------------- the question


def _answered(scene: Scene, words: Said, word: str | None) -> bool:
    """Options, numbers, dates, places: what is certainly an answer to what is open."""
    kind = asides.open_kind(scene)
    if kind is not None:
        return _answered_aside(scene, kind, words, word)
    if scene.draft is None:
        return _answered_menu(scene, words, word)
    field = filling.open_field(scene)
    if field is None:
        return ending.hear(scene, words, word)
    return _answered_field(scene, field, words, word)


def _answered_menu(scene: Scene, words: Said, word: str | None) -> bool:
    """The menu by number or word while it is the last thing said; by a whole entry at any time."""
    choice = named(words.text, menu.everything(scene), scene.book, scene.person.language)
    if choice is None and scene.aside is not None:
        choices = scene.peek(menu.message).choices
        choice = pick(words.text, choices, scene.book, scene.person.language, word)
    if choice is None:
        return False
    scene.close_aside()
    scene.run(choice.removeprefix("menu:"))
    return True


def _answered_aside(scene: Scene, kind: AsideKind, words: Said, word: str | None) -> bool:
    choice = asides.chosen(scene, kind, words, word)
    if choice is not None:
        asides.choose(scene, choice)
        return True
    return kind.recognise is not None and kind.recognise(scene, words)


def _answered_field(scene: Scene, field: Field, words: Said, word: str | None) -> bool:
    extra = named(words.text, question.extras(scene, field, 0), scene.book, scene.person.language)
    if extra is not None and press_extra(scene, field, extra):
        return True
    if word == "skip" and not field.required:
        return False
    reading = filling.kind_of(field).recognise(words, filling.asking(scene, field, word))
    if reading is None:
        return False
    filling.apply(scene, field, reading, words.message)
    return True


def press_extra(scene: Scene, field: Field, choice: str) -> bool:
    """A choice that the engine adds beside a field's own; False when it is none."""
    choice = choice.removesuffix(question.APART)
    if choice == "why" and field.why is not None:
        scene.say(field.why)
        scene.again()
    elif choice == "suggested" and (reading := question.suggestion(scene, field)):
        filling.apply(scene, field, reading)
    elif choice in _EXTRAS:
        COMMANDS[_EXTRAS[choice]](scene)
    else:
        return False
    return True


_EXTRAS = {"skip": "skip", "listen": "listen", "human": "human", "menu_language": "language"}


# --------------------------------------------------------------------------------------- commands


def _open_text(scene: Scene) -> bool:
    """Whether what is open takes any words, so that only the global words are commands."""
    kind = asides.open_kind(scene)
    if kind is not None:
        return kind.open_text
    field = filling.open_field(scene)
    return field is not None and filling.kind_of(field).open_text


def _no_name(scene: Scene, spoken: str, word: str | None) -> bool:
    """Whether a name is asked for and the words are none: «موظف», «بياناتي», English."""
    field = filling.open_field(scene)
    asked = field is not None and scene.aside is None and field.remembers == "name"
    return asked and (word in _NO_NAMES or (spoken.isascii() and language_named(spoken) is not None))


def _commanded(scene: Scene, words: Said, spoken: str, word: str | None) -> bool:
    if not spoken:
        return politeness.polite(scene, words)
    if _open_text(scene):
        if not is_global(spoken, word) and not _no_name(scene, spoken, word):
            return False
    elif _asked_which(scene, spoken):
        return True
    if word is None or word not in COMMANDS:
        return politeness.polite(scene, words)
    if asides.open_kind(scene) is None:
        commands.obey(scene, word, spoken)
    else:
        _commanded_aside(scene, spoken, word)
    return True


def _commanded_aside(scene: Scene, spoken: str, word: str) -> None:
    """A command puts an end to the question before it, but for those that stand beside any question."""
    if word in _BESIDE:
        COMMANDS[word](scene)
        return
    before = scene.aside
    scene.close_aside()
    leaving.told(scene, before)
    if word == "back":
        menu.home(scene)
    else:
        commands.obey(scene, word, spoken)


def _asked_which(scene: Scene, spoken: str) -> bool:
    """A word that may mean two things is explained before anything happens."""
    meanings = [m for m in ambiguous(spoken, form_open=scene.busy) if m != ACKNOWLEDGE]
    if not meanings or not scene.busy or asides.open_kind(scene) is not None:
        return False
    if meanings == ["yes"] and not takes_yes_no(scene):
        scene.say("courtesy.acknowledge")
    else:
        scene.open_aside("which", meanings=meanings)
    scene.again()
    return True


def meant(scene: Scene, meaning: str) -> None:
    """An ambiguous word has been explained: it is that answer, or that command."""
    if meaning in _SPOKEN and scene.busy:
        hear(scene, Said(_SPOKEN[meaning]), looked=True)
    else:
        COMMANDS[meaning](scene)


_SPOKEN = {"yes": "نعم", "done": "تم"}


def takes_yes_no(scene: Scene) -> bool:
    """Whether what is open can be answered by yes or no."""
    kind = asides.open_kind(scene)
    if kind is not None:
        return "yes" in kind.words or any(c.id == "yes" for c in asides.choices(scene, kind))
    field = filling.open_field(scene)
    if field is None:
        return scene.draft is not None and scene.draft.at in {"summary", "offer"}
    type_ = filling.kind_of(field)
    ids = {c.id for c in type_.ask(filling.asking(scene, field)).choices}
    return {"yes", "no"} <= ids or type_.name == "acknowledge"


def hears_yes(scene: Scene) -> bool:
    """Whether «نعم» would be an answer now; to a consent a word is one, though a sticker is not."""
    field = filling.open_field(scene)
    consent = field is not None and scene.form is not None and scene.form.consent == field.name
    return consent or takes_yes_no(scene)


# ------------------------------------------------------------------------------------------ the rest


def _taken(scene: Scene, words: Said, word: str | None, *, looked: bool) -> None:
    """Nothing else claimed the words: they are for what is open, for a message to many, or for nobody."""
    kind = asides.open_kind(scene)
    field = filling.open_field(scene)
    if kind is not None:
        if looked or kind.open_text:
            _taken_by_aside(scene, kind, words)
        else:
            _look(scene, words)
    elif field is not None:
        if word == "yes" and scene.talk.misread >= misreading.OFFER_HUMAN:
            COMMANDS["human"](scene)
        else:
            _taken_by_field(scene, field, words, looked=looked)
    elif not looked and not is_reference(_number(words)):
        _look(scene, words)
    elif scene.draft is not None:
        if not ending.take(scene, words, word):
            misreading.misread(scene, words.message)
    else:
        _nothing_open(scene, words, word)


def _taken_by_aside(scene: Scene, kind: AsideKind, words: Said) -> None:
    if kind.take is not None and kind.take(scene, words):
        return
    if kind.passing:
        scene.close_aside()
        hear(scene, words, looked=True)
    else:
        misreading.misread(scene, words.message)


def _taken_by_field(scene: Scene, field: Field, words: Said, *, looked: bool) -> None:
    type_ = filling.kind_of(field)
    reading = type_.take(words, filling.asking(scene, field))
    if isinstance(reading, Refusal) and not looked:
        _look(scene, words)
        return
    filling.apply(scene, field, reading, words.message)
    if not isinstance(reading, Refusal) and type_.open_text and distress(words.text):
        scene.say(support_card(scene))
        scene.open_aside("distress")
        scene.again()


def _number(words: Said) -> str:
    """As it stands, if it is one that we gave."""
    return "".join(digits(words.text[:40]).split())


def _nothing_open(scene: Scene, words: Said, word: str | None) -> None:
    """Words without a question: a number that we gave, a code, somebody new, a late yes, or not clear."""
    number = _number(words)
    person = scene.person
    if is_reference(number):
        scene.effect(LookUp("submission", {"number": number}))
    elif not person.registered and linking.read(scene, words):
        return
    elif not person.staff and team.reads(scene):
        team.nothing_open(scene, tidy(words.text, MAX_TEXT))
    elif not person.registered:
        COMMANDS["register"](scene)
    elif word in {"yes", "no"}:
        scene.say("courtesy.acknowledge")
        menu.show(scene)
    elif person.staff:
        scene.effect(LookUp("threads", {"text": tidy(words.text, MAX_TEXT)}))
    else:
        team.nothing_open(scene, tidy(words.text, MAX_TEXT))
