"""Taking back what has left to many, as far as the channels allow it, and mending what cannot be taken back.

What is possible is counted before anything is pressed. What has not left is stopped; where a channel can
change or delete what was sent, it is; everywhere a correction goes to exactly those who got it, beside the
week's cap. What cannot be undone is said by channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bot.core.arabic import intent, said
from bot.core.conversation import Errand, Said
from bot.core.message import Choice, Message
from bot.core.text import Text, key, verbatim
from bot.flows.announcement import LONGEST, NOW, onward, refused, words_of
from bot.flows.aside import AsideKind, Kept, ask, data, simple
from bot.flows.scene import Scene

_BACK = Choice("back", key("choice.back"), number=-1)
CORRECTS: Final = "تصحيح:"
CORRECTS_IN_LATIN: Final = "Correction:"
_FIRST_ARABIC: Final = "\u0600"


def begin(scene: Scene, campaign: str) -> None:
    """Have it counted what is still possible."""
    scene.effect(Errand("undoable", f"undoable:{scene.new_id()}", {"campaign": campaign}))


def counted(scene: Scene, facts: Kept) -> None:
    """It is known: offer it; or it is somebody else's, or nothing of it has left."""
    if not facts.get("id"):
        scene.say("campaign.not_now")
        scene.run("home")
        return
    scene.open_aside("undo", **facts)
    scene.again()


# --------------------------------------------------------------------------------------- what to do


def _put(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    parts = (key("undo.ask", title=verbatim(str(kept.get("name", "")))), *_possible(kept))
    return ask(scene, parts, [*_choices(kept), _BACK])


def _possible(kept: Kept) -> Iterator[Text]:
    """What is with whom, and what can become of it; what no channel can take back comes last."""
    for name in ("waiting", "deletable", "fixed"):
        if number := int(kept.get(name, 0)):
            yield key(f"undo.{name}", count=number)
    for channel, number in dict(kept.get("kept", {})).items():
        yield key("undo.stays", channel=key(f"channel.{channel}"), count=int(number))


def _choices(kept: Kept) -> Iterator[Choice]:
    if kept.get("waiting"):
        yield Choice("cancel_rest", key("choice.cancel_rest"), style="danger")
    if kept.get("deletable"):
        yield Choice("undo_delete", key("choice.undo_delete"))
    if kept.get("editable"):
        yield Choice("undo_edit", key("choice.undo_edit"))
    if kept.get("got"):
        yield Choice("undo_correct", key("choice.undo_correct"))


def _choose(scene: Scene, choice: str, kept: Kept) -> None:
    match choice:
        case "cancel_rest":
            ask_cancel(scene, str(kept["id"]), str(kept.get("name", "")), ("undo", kept))
        case "undo_delete":
            scene.open_aside("undo_sure", **kept)
            scene.again()
        case "undo_edit" | "undo_correct":
            scene.open_aside("undo_words", **kept, how=choice)
            scene.again()
        case _:
            scene.run("home")


# --------------------------------------------------------------------------------- what has not left


def ask_cancel(scene: Scene, campaign: str, name: str = "", before: tuple[str, Kept] | None = None) -> None:
    """Asked once: there is no way back. `before`: the question from which it was asked, to go back to."""
    kind, kept = before or ("", {})
    scene.open_aside("undo_cancel", **{**kept, "id": campaign, "name": name, "before": kind})
    scene.again()


def _put_cancel(scene: Scene) -> Message:
    title = data(scene, "name")
    text = key("sent.sure", title=verbatim(title)) if title else key("undo.sure_cancel")
    return simple(scene, text, "cancel_surely", "back")


def _choose_cancel(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "cancel_surely":
        facts = {"campaign": kept["id"], "to": "cancelled"}
        scene.effect(Errand("move_messages", f"move_messages:{scene.new_id()}", facts))
    elif kept.get("before"):
        scene.open_aside(str(kept["before"]), **kept)
        scene.again()
    else:
        scene.run("home")


# ------------------------------------------------------------------------------------ what has left


def _put_sure(scene: Scene) -> Message:
    kept = scene.aside.data if scene.aside is not None else {}
    return simple(scene, key("undo.sure_delete", count=int(kept.get("deletable", 0))), "undo_surely", "back")


def _choose_sure(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "undo_surely":
        _undo(scene, kept, "delete")
    else:
        scene.open_aside("undo", **kept)
        scene.again()


def _undo(scene: Scene, kept: Kept, how: str, text: str = "") -> None:
    facts = {"campaign": kept["id"], "how": how, "text": text}
    scene.effect(Errand("undo", f"undo:{scene.new_id()}", facts))


def _put_words(scene: Scene) -> Message:
    before = key("undo.before", text=verbatim(data(scene, "text")))
    return ask(scene, (key(f"undo.words_{data(scene, 'how')}", most=LONGEST), before), [_BACK])


def _choose_words(scene: Scene, choice: str, kept: Kept) -> None:
    scene.open_aside("undo", **{name: value for name, value in kept.items() if name != "how"})
    scene.again()


def _back_from_words(scene: Scene, words: Said) -> bool:
    if scene.aside is None or intent(said(words.text)) != "back":
        return False
    kept = scene.aside.data
    scene.close_aside()
    _choose_words(scene, "back", kept)
    return True


def _take_words(scene: Scene, words: Said) -> bool:
    """Words in place go at once to those who have the old; a correction is planned like any message."""
    kept: dict[str, Any] = dict(scene.aside.data) if scene.aside is not None else {}
    text = words_of(words)
    correct = kept.get("how") == "undo_correct"
    text = marked(text) if correct and text else text
    if not text:
        return False
    if refused(scene, text):
        return True
    scene.close_aside()
    if correct:
        onward(scene, {"text": text, "whom": f"got:{kept['id']}", "form": "", "at": NOW})
    else:
        _undo(scene, kept, "edit", text)
    return True


def marked(text: str) -> str:
    """Beginning with what it is, once."""
    sign = CORRECTS if any(one >= _FIRST_ARABIC for one in text) else CORRECTS_IN_LATIN
    return text if said(text).startswith(said(sign)) else f"{sign} {text}"


def undone(scene: Scene, facts: Kept) -> None:
    """It is under way; what came of it stands in the accounts."""
    how = "edit" if facts.get("how") == "edit" else "delete"
    scene.say(f"undo.begun_{how}", count=int(facts.get("count", 0)))
    if scene.busy:
        scene.again()


KINDS = (
    AsideKind("undo", _put, _choose, words={"back": "back"}, passing=True),
    AsideKind("undo_cancel", _put_cancel, _choose_cancel, words={"yes": "cancel_surely", "no": "back"}),
    AsideKind("undo_sure", _put_sure, _choose_sure, words={"yes": "undo_surely", "no": "back"}),
    AsideKind(
        "undo_words",
        _put_words,
        _choose_words,
        recognise=_back_from_words,
        take=_take_words,
        open_text=True,
    ),
)
