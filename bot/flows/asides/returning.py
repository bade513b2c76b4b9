"""Why something is returned: for a ready reason, or in the reviewer's own words, which go out as they are."""

from __future__ import annotations

from bot.core.conversation import Said
from bot.core.message import Message
from bot.core.text import key, verbatim
from bot.flows.aside import AsideKind, Kept, beside, data, simple
from bot.flows.asides import staff
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

LONGEST_REASON = 1000

# The ready reasons of a return, and the questions of the report that each asks again (`content.md` §8).
REASONS = {
    "photos_unclear": ("ir14",),
    "count_incomplete": ("ir7",),
    "date_place": ("ir4", "ir5"),
    "duplicate": ("ir4",),
}


# Those of a form from a workbook, which is asked again as a whole.
FORM_REASONS = ("answers_missing", "answers_unclear", "duplicate")

# What of a decision is known before there is a reason.
_RETURNED = frozenset({"submission", "revision", "back"})


def _put_reasons(scene: Scene) -> Message:
    reasons = FORM_REASONS if data(scene, "back") == "return_form" else tuple(REASONS)
    return simple(scene, key("return.ask"), *reasons, "other_reason", "back")


def _reasons(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in {*REASONS, *FORM_REASONS}:
        fields = [] if kept.get("back") == "return_form" else list(REASONS[choice])
        staff.decide(scene, "return", kept["submission"], kept["revision"], reason=choice, fields=fields)
    elif choice == "other_reason":
        scene.open_aside("reason_text", **kept)
        scene.again()
    else:
        scene.run("home")


def _put_reason_text(scene: Scene) -> Message:
    return beside(scene, key("return.write"), "back")


def _back(scene: Scene, choice: str, kept: Kept) -> None:
    scene.run("home")


def _take_reason(scene: Scene, words: Said) -> bool:
    reason = tidy(words.text, LONGEST_REASON)
    if not reason or scene.aside is None:
        return False
    kept = scene.aside.data
    scene.close_aside()
    _return(scene, kept, reason)
    return True


def _return(scene: Scene, kept: Kept, reason: str) -> None:
    """For a reason in somebody's own words."""
    staff.decide(scene, "return", kept["submission"], kept["revision"], reason="", words=reason, fields=[])


def _take_typed(scene: Scene, words: Said) -> bool:
    """A reason typed where one could be chosen: shown first, for it may have been meant as a choice."""
    reason = tidy(words.text, LONGEST_REASON)
    if scene.aside is None or not any(map(str.isalpha, reason)):
        return False
    kept = {name: one for name, one in scene.aside.data.items() if name in _RETURNED}
    scene.open_aside("reason_confirm", **kept, text=reason)
    scene.set_talk(misread=0)
    scene.again()
    return True


def _put_reason_confirm(scene: Scene) -> Message:
    return simple(scene, key("return.confirm", text=verbatim(data(scene, "text"))), "return", "back")


def _reason_confirm(scene: Scene, choice: str, kept: Kept) -> None:
    """It leaves so; or the reasons are shown again, and nothing has happened."""
    if choice == "return":
        _return(scene, kept, kept["text"])
    else:
        scene.open_aside("reasons", **{name: kept[name] for name in _RETURNED if name in kept})
        scene.again()


KINDS = (
    AsideKind("reasons", _put_reasons, _reasons, take=_take_typed),
    AsideKind(
        "reason_confirm",
        _put_reason_confirm,
        _reason_confirm,
        words={"yes": "return", "done": "return", "no": "back"},
        take=_take_typed,
    ),
    AsideKind("reason_text", _put_reason_text, _back, take=_take_reason, open_text=True),
)
