"""What coordinators do in their own chat: review, return with a reason, hide a photo, answer people.

An answer reaches a person only as a reply to that person's message or after «الرد على …», and the
name is shown before the first one leaves. A decision names the revision that was seen: one wins.
"""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Errand, Said, Sent
from bot.core.message import Choice, Message
from bot.core.text import key, verbatim
from bot.flows.aside import AsideKind, Kept, data, simple
from bot.flows.scene import Scene

# The ready reasons of a return, and the questions of the report that each asks again (`content.md` §8).
REASONS = {
    "photos_unclear": ("ir14",),
    "count_incomplete": ("ir7",),
    "date_place": ("ir4", "ir5"),
    "duplicate": ("ir4",),
}


# ------------------------------------------------------------------------------------- standing choices


def act(scene: Scene, choice: str) -> bool:
    """A choice that stays valid: 'review:VERB:SUBMISSION:REVISION', 'thread:reply:PERSON'. False: not one."""
    if not scene.person.staff:
        return False
    match choice.split(":"):
        case ["review", "next"]:
            scene.run("next")
        case ["review", "accept", submission, revision]:
            decide(scene, "accept", submission, revision)
        case ["review", "return", submission, revision]:
            scene.open_aside("reasons", submission=submission, revision=revision)
            scene.again()
        case ["review", "hide", submission, revision]:
            scene.open_aside("hide", submission=submission, revision=revision)
            scene.again()
        case ["thread", "reply", person]:
            scene.open_aside("reply", person=person)
            scene.again()
        case _:
            return False
    return True


def decide(scene: Scene, decision: str, submission: str, revision: str, **more: Any) -> None:
    """Ask for a decision; who wins comes back as *found*."""
    facts = {"decision": decision, "submission": submission, "revision": int(revision), **more}
    scene.effect(Errand("decide", f"decide:{scene.new_id()}", facts))


# ---------------------------------------------------------------------------------------- review


def show_notice(scene: Scene, found: Kept) -> None:
    """The next thing that awaits review, or that nothing does."""
    if not found.get("message"):
        scene.say("review.none")
        scene.again()
        return
    scene.open_aside("review", submission=found["submission"], revision=found["revision"])


def _put_review(scene: Scene) -> Message:
    return simple(scene, key("review.ask"), "accept", "return", "hide", "next", hide="hide_photo")


def _review(scene: Scene, choice: str, kept: Kept) -> None:
    act(
        scene,
        "review:next" if choice == "next" else f"review:{choice}:{kept['submission']}:{kept['revision']}",
    )


def _put_reasons(scene: Scene) -> Message:
    return simple(scene, key("return.ask"), *REASONS, "other_reason", "back")


def _reasons(scene: Scene, choice: str, kept: Kept) -> None:
    if choice in REASONS:
        fields = list(REASONS[choice])
        decide(scene, "return", kept["submission"], kept["revision"], reason=choice, fields=fields)
    elif choice == "other_reason":
        scene.open_aside("reason_text", **kept)
        scene.again()
    else:
        scene.again()


def _put_reason_text(scene: Scene) -> Message:
    return simple(scene, key("return.write"), "back")


def _back(scene: Scene, choice: str, kept: Kept) -> None:
    scene.again()


def _take_reason(scene: Scene, words: Said) -> bool:
    submission, revision = data(scene, "submission"), data(scene, "revision")
    scene.close_aside()
    decide(scene, "return", submission, revision, reason="", words=words.text[:1000], fields=[])
    return True


def _put_hide(scene: Scene) -> Message:
    stamp = scene.stamp()
    numbers = tuple(Choice(str(n), verbatim(str(n)), number=n) for n in range(1, 11))
    choices = (*numbers, Choice("all_photos", key("choice.all_photos"), number=11))
    return Message(parts=(key("hide.ask"),), choices=choices, stamp=stamp, about=f"question:{stamp}")


def _hide(scene: Scene, choice: str, kept: Kept) -> None:
    which = 0 if choice == "all_photos" else int(choice)
    facts = {"submission": kept["submission"], "photo": which}
    scene.effect(Errand("hide_photo", f"hide_photo:{scene.new_id()}", facts))


# --------------------------------------------------------------------------------------- threads


def reply_quoted(scene: Scene, person: str, words: Said) -> None:
    """A reply to a person's message: it goes back to that person, named before the first time."""
    _compose(scene, person, words.text)


def _put_reply(scene: Scene) -> Message:
    return simple(scene, key("reply.write"), "back")


def _take_reply(scene: Scene, words: Said) -> bool:
    person = data(scene, "person")
    scene.close_aside()
    _compose(scene, person, words.text)
    return True


def _compose(scene: Scene, person: str, text: str) -> None:
    known = scene.talk.notes.get("answered")
    if isinstance(known, list) and person in known:
        _leave(scene, person, text)
        return
    scene.open_aside("reply_confirm", person=person, text=text[:4000])
    scene.run("name_person")


def confirm_name(scene: Scene, found: Kept) -> None:
    """The name of who will get it, shown before it leaves."""
    if scene.aside and scene.aside.kind == "reply_confirm":
        scene.open_aside("reply_confirm", **{**scene.aside.data, "name": found.get("name", "")})
    scene.again()


def _put_confirm(scene: Scene) -> Message:
    text = key("reply.confirm", name=verbatim(data(scene, "name")), text=verbatim(data(scene, "text")))
    return simple(scene, text, "send", "no", no="cancel")


def _confirm(scene: Scene, choice: str, kept: Kept) -> None:
    if choice != "send":
        scene.say("reply.dropped")
        scene.again()
        return
    known = scene.talk.notes.get("answered")
    before = known if isinstance(known, list) else []
    scene.note("answered", [*before, kept["person"]][-50:])
    _leave(scene, kept["person"], kept["text"])


def _leave(scene: Scene, person: str, text: str) -> None:
    scene.effect(Errand("answer", f"answer:{scene.new_id()}", {"person": person, "text": text[:4000]}))


def ask_to_whom(scene: Scene, text: str, threads: list[Any]) -> None:
    """Free words of a coordinator with nothing open: «إلى من؟», and they are sent to nobody meanwhile."""
    scene.open_aside("towhom", text=text[:4000], threads=threads[:8])
    scene.again()


def _put_to_whom(scene: Scene) -> Message:
    threads = scene.aside.data.get("threads", []) if scene.aside else []
    stamp = scene.stamp()
    choices = (
        *(Choice(t["person"], verbatim(t["name"])) for t in threads),
        Choice("none", key("choice.nobody")),
    )
    return Message(parts=(key("towhom.ask"),), choices=choices, stamp=stamp, about=f"question:{stamp}")


def _to_whom(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "none":
        scene.again()
    else:
        _compose(scene, choice, kept["text"])


def _no_media(scene: Scene, sent: Sent) -> bool:
    scene.say("reply.words_only")
    scene.again()
    return True


KINDS = (
    AsideKind("review", _put_review, _review),
    AsideKind("reasons", _put_reasons, _reasons),
    AsideKind("reason_text", _put_reason_text, _back, take=_take_reason, open_text=True),
    AsideKind("hide", _put_hide, _hide),
    AsideKind("reply", _put_reply, _back, take=_take_reply, sent=_no_media, open_text=True),
    AsideKind("reply_confirm", _put_confirm, _confirm),
    AsideKind("towhom", _put_to_whom, _to_whom),
)
