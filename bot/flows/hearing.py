"""Words that arrive, in a fixed order: what protects people, then answers, then commands, then the field.

1. *stop* and *urgent*, in any state. 2. An option of the open question. 3. A valid number, date or
place. 4. The other command words; where an open text is asked only the global ones. 5. The field
itself. Courtesy is answered on the way and never counted as misunderstood.
"""

from __future__ import annotations

from bot.core.arabic import ambiguous, intent, said
from bot.core.arabic.courtesy import courtesy
from bot.core.arabic.distress import distress
from bot.core.arabic.languages import language
from bot.core.arabic.words import ACKNOWLEDGE, STRONG, is_global
from bot.core.conversation import Errand, LookUp, Said
from bot.core.field import Refusal
from bot.core.invitation import find
from bot.core.text import key
from bot.flows import asides, ending, filling, menu, misreading
from bot.flows.asides import choosing, staff
from bot.flows.commands import COMMANDS, support_card
from bot.flows.picking import pick
from bot.flows.scene import Scene

MAX_TEXT = 4096


def hear(scene: Scene, words: Said) -> None:
    """One message of words."""
    text = words.text[: MAX_TEXT + 1]
    spoken = said(text[:300]) if len(text) <= 300 else ""
    word = intent(spoken, scene.person.language) if spoken else None
    if word is not None and word in STRONG:
        _strong(scene, words, word)
        return
    for reads in (_edited, _quoted, _invited):
        if reads(scene, words):
            return
    if not (_answered(scene, words, spoken, word) or _commanded(scene, words, spoken, word)):
        _taken(scene, words)


# --------------------------------------------------------------------------------- before the question


def _strong(scene: Scene, words: Said, word: str) -> None:
    """*urgent* shows the card and keeps the text where the open question is open text."""
    if word == "stop":
        COMMANDS["stop"](scene)
        return
    scene.say(support_card(scene))
    field = filling.open_field(scene)
    if field is not None and scene.aside is None and filling.kind_of(field).open_text:
        filling.apply(
            scene, field, filling.kind_of(field).take(words, filling.asking(scene, field)), words.message
        )
    else:
        scene.again()


def _edited(scene: Scene, words: Said) -> bool:
    """An edited message replaces the answer that it gave, while the form is open."""
    draft, form = scene.draft, scene.form
    if not words.edits:
        return False
    if draft is None or form is None:
        return True
    name = next((f for f, message in draft.given.items() if message == words.edits), "")
    if not name:
        return True
    field = form.field(name)
    asking = filling.asking(scene, field, partial={})
    kind = filling.kind_of(field)
    reading = kind.recognise(words, asking) or kind.take(words, asking)
    if isinstance(reading, Refusal):
        scene.say(reading.text)
        scene.again()
        return True
    at = draft.at
    scene.say("edit.replaced", label=field.label)
    filling.apply(scene, field, reading, words.edits)
    if scene.draft is not None and at in filling.ENDS:
        scene.set_draft(at=at)
    return True


def _quoted(scene: Scene, words: Said) -> bool:
    """A reply that quotes a message of a thread goes to the thread, anything else to the open question."""
    kind, _, person = words.about.partition(":")
    if kind != "thread":
        return False
    if scene.person.staff and person != scene.person.id:
        staff.reply_quoted(scene, person, words)
    else:
        facts = {"text": words.text[:MAX_TEXT]}
        scene.effect(Errand("thread", f"thread:{scene.new_id()}", facts))
        scene.say("human.passed_on")
        if scene.busy:
            scene.again()
    return True


def _invited(scene: Scene, words: Said) -> bool:
    """/start, or an invitation's code anywhere in the message."""
    code = find(words.text)
    if code and not scene.talk.notes.get("invitation"):
        scene.effect(LookUp("invitation", {"code": code}))
        return True
    if words.text[:20].strip().lower().startswith("/start"):
        COMMANDS["start"](scene)
        return True
    return False


# ------------------------------------------------------------------------------------- the question


def _answered(scene: Scene, words: Said, spoken: str, word: str | None) -> bool:
    """Options, numbers, dates, places: what is certainly an answer to what is open."""
    if scene.aside is not None:
        return _answered_aside(scene, words, word)
    if scene.draft is None:
        return False
    field = filling.open_field(scene)
    if field is None:
        return _answered_end(scene, words, word)
    if word == "skip" and not field.required:
        return False
    reading = filling.kind_of(field).recognise(words, filling.asking(scene, field, word))
    if reading is None:
        return False
    filling.apply(scene, field, reading, words.message)
    return True


def _answered_aside(scene: Scene, words: Said, word: str | None) -> bool:
    aside = scene.aside
    if aside is None:
        return False
    if aside.kind == "menu":
        choice = pick(words.text, menu.message(scene).choices, scene.book, scene.person.language, word)
        if choice is None:
            return False
        scene.close_aside()
        scene.run(choice.removeprefix("menu:"))
        return True
    kind = asides.BY_NAME[aside.kind]
    before = scene.talk.stamp
    choices = kind.put(scene).choices
    scene.set_talk(stamp=before)  # looked at, not put
    choice = pick(words.text, choices, scene.book, scene.person.language, word)
    if choice is not None:
        choose_aside(scene, choice)
        return True
    if kind.open_text or kind.take is None:
        return False
    return kind.take(scene, words)


def choose_aside(scene: Scene, choice: str) -> None:
    """Answer the open aside with one of its choices."""
    aside = scene.aside
    if aside is None:
        return
    scene.close_aside()
    scene.set_talk(misread=0)
    asides.BY_NAME[aside.kind].choose(scene, choice, aside.data)


def _answered_end(scene: Scene, words: Said, word: str | None) -> bool:
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return False
    if ending.by_word(scene, word):
        return True
    before = scene.talk.stamp
    choices = ending.message(scene, form, draft).choices
    scene.set_talk(stamp=before)
    choice = pick(words.text, choices, scene.book, scene.person.language, word)
    return choice is not None and ending.choose(scene, choice)


# --------------------------------------------------------------------------------------- commands


def open_text(scene: Scene) -> bool:
    """Whether what is open takes any words, so that only the global words are commands."""
    if scene.aside is not None:
        return scene.aside.kind in asides.BY_NAME and asides.BY_NAME[scene.aside.kind].open_text
    field = filling.open_field(scene)
    return field is not None and filling.kind_of(field).open_text


def _commanded(scene: Scene, words: Said, spoken: str, word: str | None) -> bool:
    if not spoken:
        return False
    free = open_text(scene)
    if free and not is_global(spoken, word):
        return False
    meanings = tuple(m for m in ambiguous(spoken, form_open=scene.busy) if m != ACKNOWLEDGE)
    if meanings and not free and scene.busy and meanings != ("yes",):
        scene.open_aside("which", meanings=list(meanings))
        scene.again()
        return True
    if word is not None and word in COMMANDS:
        if word != "back" and scene.aside is not None:
            scene.close_aside()
        COMMANDS[word](scene)
        return True
    return _polite(scene, words)


def _polite(scene: Scene, words: Said) -> bool:
    """A greeting, thanks, laughter or an insult: one short line, then the open question again."""
    kind = courtesy(words.text)
    if kind is None:
        named = language(said(words.text[:60]))
        if named is not None and not scene.busy:
            choosing.speak(scene, named)
            return True
        return False
    if kind in {"salam", "greeting"} and not scene.busy and not scene.person.registered:
        scene.say(f"courtesy.{kind}")
        COMMANDS["register"](scene)
        return True
    scene.say(f"courtesy.{kind}")
    if scene.busy or kind in {"salam", "greeting", "whoareyou"}:
        scene.again()
    return True


# ------------------------------------------------------------------------------------------ the rest


def _taken(scene: Scene, words: Said) -> None:
    """Nothing else claimed the words: they are for the open question, or for nobody."""
    aside = scene.aside
    if aside is not None and aside.kind != "menu":
        take = asides.BY_NAME[aside.kind].take
        if take is None or not take(scene, words):
            misreading.misread(scene)
        return
    field = filling.open_field(scene)
    if field is not None:
        reading = filling.kind_of(field).take(words, filling.asking(scene, field))
        filling.apply(scene, field, reading, words.message)
        if not isinstance(reading, Refusal) and filling.kind_of(field).open_text and distress(words.text):
            scene.say(support_card(scene))
            scene.open_aside("distress")
            scene.again()
    elif scene.draft is not None:
        misreading.misread(scene)
    elif not scene.person.registered and not scene.person.staff:
        scene.say("welcome")
        COMMANDS["register"](scene)
    elif scene.person.staff:
        scene.effect(LookUp("threads", {"text": words.text[:MAX_TEXT]}))
    else:
        scene.say(key("misread.nothing_open"))
        menu.show(scene)
