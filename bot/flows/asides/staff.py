"""What coordinators do in their own chat: review, return with a reason, hide a photo, answer people.

An answer reaches a person only as a reply to that person's message or after «الرد على …», and the
name is shown before the first one leaves. A decision names the revision that was seen: one wins.
"""

from __future__ import annotations

from typing import Any

from bot.core.arabic import numbers
from bot.core.conversation import Errand, LookUp, Said, Sent
from bot.core.message import Choice, Message
from bot.core.records import changed
from bot.core.text import key, verbatim
from bot.flows import attaching, leaving
from bot.flows.aside import AsideKind, Kept, ask, beside, data, items, simple
from bot.flows.asides import attending
from bot.flows.scene import Scene
from bot.flows.tidying import tidy

LONGEST_ANSWER = 4000
MOST_PHOTOS = 10
_KNOWN = 50
# What «التالي» has shown.
_PASSED = {
    "review": ("report", "submission"),
    "applicant": ("applicant", "person"),
    "thread": ("thread", "person"),
}


# ------------------------------------------------------------------------------------- standing choices


def act(scene: Scene, choice: str) -> bool:
    """A choice that stays valid: 'review:VERB:SUBMISSION:REVISION', 'thread:VERB:PERSON'. False: not one."""
    if not scene.person.staff:
        return False
    match choice.split(":"):
        case ["review", "next"]:
            go_on(scene)
        case ["review", "accept", submission, revision]:
            decide(scene, "accept", submission, revision)
        case ["review", ("return" | "return_form") as back, submission, revision]:
            scene.open_aside("reasons", submission=submission, revision=revision, back=back)
            scene.again()
        case ["review", "all_answers", submission, _]:
            scene.effect(LookUp("notices", {"submission": submission}))
        case ["review", "hide", submission, revision]:
            scene.open_aside("hide", submission=submission, revision=revision)
            scene.again()
        case ["apply", ("accept" | "decline") as decision, person]:
            facts = {"person": person, "decision": decision}
            scene.effect(Errand("admit", f"admit:{scene.new_id()}", facts))
        case ["thread", "reply", person]:
            scene.open_aside("reply", person=person)
            scene.again()
        case ["thread", "private", person]:
            scene.open_aside("reply", person=person, private="yes")
            scene.again()
        case ["thread", verb, person]:
            return attending.act(scene, verb, person)
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
        scene.run("home")
        return
    if found.get("applicant"):
        scene.open_aside("applicant", person=found["applicant"])
        return
    if found.get("thread"):
        scene.open_aside("thread", person=found["thread"], name=found.get("name", ""))
        return
    offered = {choice.id.split(":")[1] for choice in found["message"].choices}
    scene.open_aside(
        "review",
        submission=found["submission"],
        revision=found["revision"],
        photos="yes" if "hide" in offered else "",
        form="yes" if "return_form" in offered else "",
        more="yes" if "all_answers" in offered else "",
        decided="yes" if found.get("decided") else "",
    )


def _put_review(scene: Scene) -> Message:
    """The choices of the notice in its order, so that their numbers mean the same."""
    decide = () if data(scene, "decided") else ("accept", "return")
    hide = ("hide",) if data(scene, "photos") else ()
    more = ("all_answers",) if data(scene, "more") else ()
    return simple(scene, key("review.ask"), *decide, *hide, *more, "next", hide="hide_photo")


def _review(scene: Scene, choice: str, kept: Kept) -> None:
    verb = "return_form" if choice == "return" and kept.get("form") else choice
    if choice == "next":
        go_on(scene, f"report:{kept['submission']}")
    else:
        act(scene, f"review:{verb}:{kept['submission']}:{kept['revision']}")


def go_on(scene: Scene, after: str = "") -> None:
    """«التالي»: what is shown is passed over, and comes again at the end. `after`: 'report:ID', say."""
    if not after and scene.aside is not None and scene.aside.kind in _PASSED:
        kind, of = _PASSED[scene.aside.kind]
        after = f"{kind}:{data(scene, of)}"
    scene.effect(LookUp("notices", {"after": after} if after else {}))


def decided(scene: Scene, verb: str, found: Kept) -> bool:
    """Take a decision that was typed about the only thing that awaits; False when it does not fit it."""
    if found.get("thread"):
        return False
    if found.get("applicant"):
        return verb in {"accept", "decline"} and act(scene, f"apply:{verb}:{found['applicant']}")
    if not found.get("submission") or verb == "decline":
        return False
    ids = {one.id.split(":")[1]: one.id for one in found["message"].choices}
    return act(scene, ids.get(verb) or ids.get(f"{verb}_form", ""))


def _put_applicant(scene: Scene) -> Message:
    return simple(scene, key("review.ask"), "accept", "decline", "next")


def _applicant(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "next":
        go_on(scene, f"applicant:{kept['person']}")
    else:
        act(scene, f"apply:{choice}:{kept['person']}")


def _put_thread(scene: Scene) -> Message:
    """As under the message itself."""
    name = data(scene, "name")
    reply = Choice("reply", key("choice.reply_to", name=verbatim(name) if name else key("choice.unnamed")))
    others = ("take_thread", "ready_replies", "close_thread", "thread_more", "next")
    return ask(scene, (key("thread.more"),), [reply, *(Choice(one, key(f"choice.{one}")) for one in others)])


_THREAD = {
    "take_thread": "take",
    "ready_replies": "ready",
    "close_thread": "close",
    "thread_more": "more",
}


def _thread(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "next":
        go_on(scene, f"thread:{kept['person']}")
    else:
        act(scene, f"thread:{_THREAD.get(choice, choice)}:{kept['person']}")


def _put_hide(scene: Scene) -> Message:
    """Photos are shown in order, so that their numbers need no buttons."""
    choices = [Choice(name, key(f"choice.{name}"), number=-1) for name in ("all_photos", "back")]
    return ask(scene, (key("hide.ask"),), choices)


def _hide(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "all_photos":
        _leave_out(scene, str(kept["submission"]), 0)
    else:
        scene.run("home")


def _hide_numbered(scene: Scene, words: Said) -> bool:
    which = numbers.integer(words.text)
    if which is None or not 1 <= which <= MOST_PHOTOS:
        return False
    submission = data(scene, "submission")
    scene.close_aside()
    _leave_out(scene, submission, which)
    return True


def _leave_out(scene: Scene, submission: str, photo: int) -> None:
    """Hide one photo, or all (0)."""
    facts = {"submission": submission, "photo": photo}
    scene.effect(Errand("hide_photo", f"hide_photo:{scene.new_id()}", facts))


# --------------------------------------------------------------------------------------- threads


def reply_quoted(scene: Scene, person: str, words: Said, private: bool = False) -> None:
    """A reply to a person's message: it goes back to that person, named before the first time."""
    _compose(scene, person, words.text, private="yes" if private else "")


def reply_along(scene: Scene, person: str, sent: Sent, private: bool = False) -> None:
    """The same with a photo, a file or a voice message; a caption is the words."""
    along = attaching.take(scene, sent)
    if along is None:
        scene.again()
    else:
        _compose(scene, person, sent.caption, along, "yes" if private else "")


def _put_reply(scene: Scene) -> Message:
    return beside(scene, key("reply.write"), "back")


def _back(scene: Scene, choice: str, kept: Kept) -> None:
    scene.run("home")


def _take_reply(scene: Scene, words: Said) -> bool:
    person, private = data(scene, "person"), data(scene, "private")
    if not tidy(words.text, LONGEST_ANSWER):
        return False
    scene.close_aside()
    _compose(scene, person, words.text, private=private)
    return True


def _sent_reply(scene: Scene, sent: Sent) -> bool:
    person, private = data(scene, "person"), data(scene, "private")
    along = attaching.take(scene, sent)
    if along is None:
        scene.again()
        return True
    scene.close_aside()
    _compose(scene, person, sent.caption, along, private)
    return True


def _compose(scene: Scene, person: str, text: str, along: Kept | None = None, private: str = "") -> None:
    """The first answer to somebody leaves after a look at the name, later ones at once.

    `along`: what goes with it, or is all of it. `private`: 'yes' between a person and the list for
    complaints, which the team does not read.
    """
    answer = {"text": tidy(text, LONGEST_ANSWER), **({"media": along} if along else {}), **_if(private)}
    if not answer["text"] and not along:
        scene.say("reply.empty")
        scene.run("home")
    elif person in _answered(scene):
        _leave(scene, {"person": person, **answer})
    else:
        before = scene.aside
        scene.open_aside("reply_confirm", person=person, **answer)
        leaving.told(scene, before)
        scene.run("name_person")


def _answered(scene: Scene) -> list[str]:
    """Whom this staff member has answered before."""
    known = scene.talk.notes.get("answered")
    return [str(one) for one in known] if isinstance(known, list) else []


def confirm_name(scene: Scene, found: Kept) -> None:
    """The name of who will get it, shown before it leaves."""
    if (
        not attending.named(scene, str(found.get("name", "")))
        and scene.aside
        and scene.aside.kind == "reply_confirm"
    ):
        scene.open_aside("reply_confirm", **{**scene.aside.data, "name": found.get("name", "")})
    scene.again()


def _put_confirm(scene: Scene) -> Message:
    name, text, along = verbatim(data(scene, "name")), data(scene, "text"), _along(scene)
    if along and not text:
        return simple(scene, key(f"reply.confirm_{along}", name=name), "send", "no", no="cancel")
    shown = simple(scene, key("reply.confirm", name=name, text=verbatim(text)), "send", "no", no="cancel")
    return changed(shown, parts=(key(f"announce.with_{along}"), *shown.parts)) if along else shown


def _along(scene: Scene) -> str:
    """The kind of what goes with the answer in hand, '' of nothing."""
    kept = scene.aside.data.get("media") if scene.aside is not None else None
    return str(kept["kind"]) if kept else ""


def _take_caption(scene: Scene, words: Said) -> bool:
    """Words that follow what was sent without any go with it."""
    text = tidy(words.text, LONGEST_ANSWER)
    if not text or data(scene, "text") or not _along(scene) or scene.aside is None:
        return False
    scene.open_aside("reply_confirm", **{**scene.aside.data, "text": text})
    scene.again()
    return True


def _confirm(scene: Scene, choice: str, kept: Kept) -> None:
    if choice != "send":
        scene.say("reply.dropped")
        scene.run("home")
        return
    scene.note("answered", [*_answered(scene), kept["person"]][-_KNOWN:])
    _leave(scene, {name: kept[name] for name in ("person", "text", "media", "private") if name in kept})


def _leave(scene: Scene, facts: Kept) -> None:
    """It is on its way; whether it went comes back as *found*."""
    scene.effect(Errand("answer", f"answer:{scene.new_id()}", dict(facts)))


def _if(private: str) -> dict[str, str]:
    return {"private": private} if private else {}


def ask_to_whom(scene: Scene, text: str, threads: list[Any]) -> None:
    """Free words of a coordinator with nothing open: «إلى من؟», and they are sent to nobody meanwhile."""
    scene.open_aside("towhom", text=text, threads=threads[:8])
    scene.again()


def _put_to_whom(scene: Scene) -> Message:
    choices = [Choice(t["person"], verbatim(t["name"])) for t in items(scene, "threads")]
    return ask(scene, (key("towhom.ask"),), [*choices, Choice("none", key("choice.nobody"))])


def _to_whom(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "none":
        scene.say("reply.dropped")
        scene.run("home")
    elif not kept["text"]:
        scene.open_aside("reply", person=choice)
        scene.again()
    else:
        _compose(scene, choice, kept["text"])


KINDS = (
    AsideKind("review", _put_review, _review, passing=True),
    AsideKind("applicant", _put_applicant, _applicant, passing=True),
    AsideKind("thread", _put_thread, _thread, passing=True),
    AsideKind("hide", _put_hide, _hide, recognise=_hide_numbered),
    AsideKind("reply", _put_reply, _back, take=_take_reply, sent=_sent_reply, open_text=True),
    AsideKind(
        "reply_confirm", _put_confirm, _confirm, words={"yes": "send", "done": "send"}, take=_take_caption
    ),
    AsideKind("towhom", _put_to_whom, _to_whom, words={"no": "none"}),
)
