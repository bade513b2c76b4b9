"""Results that come back: of a look-up in the same turn, or of an errand a moment later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.core.conversation import Draft, DropDraft, Found
from bot.core.message import Message
from bot.core.text import Text, key, verbatim
from bot.flows import drafts, finishing, leaving, menu, notices, opening, team, unkept
from bot.flows.asides import (
    absent,
    announcing,
    approving,
    attending,
    bringing,
    choosing,
    claiming,
    digesting,
    following,
    halting,
    overseeing,
    publishing,
    reporting,
    selecting,
    staff,
    undoing,
)
from bot.flows.naming import called
from bot.flows.opening import form_for, open_form
from bot.flows.scene import Scene
from bot.flows.standing import numbered, standing

Facts = Mapping[str, Any]


def find(scene: Scene, found: Found) -> None:
    """Go on with what was found; what another version told of concerns nothing here."""
    goes_on = _FOUND.get(found.kind)
    if goes_on is None:
        return
    if scene.aside is not None and scene.aside.kind == "known" and found.kind not in _SEEN_BY_ANYBODY:
        _hold(scene, found)
    else:
        goes_on(scene, found.data)


# Of the phone, not of the person.
_SEEN_BY_ANYBODY = frozenset({"arrived", "linked", "failure"})
_MOST_HELD = 5


def _hold(scene: Scene, found: Found) -> None:
    """While it is in doubt who holds the phone, what came for the person waits."""
    held = [*_held(scene), {"kind": found.kind, "data": dict(found.data)}]
    scene.note("held", held[-_MOST_HELD:])


def _held(scene: Scene) -> list[Facts]:
    kept = scene.talk.notes.get("held")
    return list(kept) if isinstance(kept, list) else []


def held(scene: Scene) -> None:
    """It is the person after all: what waited is said, then what was open."""
    waiting = _held(scene)
    scene.note("held", None)
    for one in waiting:
        find(scene, Found(str(one["kind"]), one["data"]))
    menu.home(scene)


# -------------------------------------------------------------------------------------- look-ups


def _invitation(scene: Scene, data: Facts) -> None:
    """An invitation is used once consent and the six questions are done: nobody is enrolled unasked.

    The link of somebody who is awaited asks for the name first.
    """
    if not data.get("valid"):
        scene.say(f"invitation.{data.get('why', 'unknown')}")
        scene.run("start")
        return
    if data.get("prepared"):
        claiming.ask(scene, [data["prepared"]])
        return
    if scene.person.registered:
        finishing.redeem(scene, str(data["code"]))
        return
    scene.note("invitation", data["code"])
    scene.say("invitation.welcome", role=role(scene, str(data["role"])))
    scene.run("start")


def role(scene: Scene, name: str) -> Text:
    """The role's name; a champion's is the programme's own title."""
    return notices.champion(scene.book) if name == "champion" else key(f"role.{name}")


def _draft(scene: Scene, data: Facts) -> None:
    """A waiting draft, loaded. What has expired or been withdrawn meanwhile says so."""
    draft = data.get("draft")
    if not isinstance(draft, Draft):
        drafts.forget_waiting(scene, str(data.get("id", "")))
        scene.say("form.expired")
        menu.show(scene)
        return
    if draft.version not in scene.book.versions:
        drafts.forget_waiting(scene, draft.id)
        scene.effect(DropDraft(draft.id))
        scene.say("form.gone")
        menu.show(scene)
        return
    form = scene.book.versions[draft.version]
    if opening.is_withdrawn(scene, draft, form):
        drafts.forget_waiting(scene, draft.id)
        scene.effect(DropDraft(draft.id))
        scene.say("form.withdrawn", title=form.title)
        menu.show(scene)
        return
    scene.close_aside()
    scene.say("draft.resumed")
    opening.resume(scene, draft)


def _persons(scene: Scene, data: Facts) -> None:
    choosing.ask_who(scene, list(data.get("persons", [])))


def _my_data(scene: Scene, data: Facts) -> None:
    """Everything kept about this person, in the chat."""
    person = scene.person
    rows: list[tuple[str, Text]] = [("name", verbatim(person.name))] if person.name else []
    if person.sex:
        rows.append(("sex", key(f"sex.{person.sex}")))
    if person.birth_year:
        rows.append(("birth_year", verbatim(str(person.birth_year))))
    area = scene.book.areas.get(person.area)
    if area is not None:
        rows.append(("area", area.label))
    district = scene.book.areas.get(person.district)
    if district is not None or person.district:
        rows.append(("district", district.label if district else verbatim(person.district)))
    rows += [("addresses", key("mydata.count", n=data.get("addresses", 1)))]
    rows += [("forms", key("mydata.count", n=data.get("submissions", 0)))]
    rows += [("photos", key("mydata.count", n=data.get("media", 0)))]
    rows += [("consents", key("mydata.count", n=data.get("consents", 0)))]
    lines = tuple(key("mydata.line", what=key(f"mydata.{name}"), value=value) for name, value in rows)
    scene.post(Message(parts=(key("mydata.heading"), *lines, key("mydata.pseudonymous"), key("mydata.how"))))
    if scene.busy:
        scene.again()


def _answers(scene: Scene, data: Facts) -> None:
    items = list(data.get("items", []))
    named = {item["form"] for item in items}
    waiting = (scene.book.forms.get(w.form) for w in scene.talk.waiting if w.form not in named)
    items += [{"form": form.name, "wave": form.wave} for form in waiting if form is not None and form.private]
    if not items:
        scene.say("deleteanswers.none")
        scene.again()
    elif len(items) == 1:
        scene.open_aside("deleteanswers", **items[0])
        scene.again()
    else:
        scene.open_aside("whichanswers", items=items[:8])
        scene.again()


def _answered(scene: Scene, data: Facts) -> None:
    """Whether this person's wave is already answered; nobody is asked twice."""
    if data.get("answered"):
        scene.say("pulse.already")
        menu.show(scene)
        return
    form = form_for(scene, "pulse")
    if form is not None:
        opening.begin(scene, form)


def _reports(scene: Scene, data: Facts) -> None:
    reporting.show_reports(scene, list(data.get("reports", [])))


def _submission(scene: Scene, data: Facts) -> None:
    if data.get("message"):
        _notices(scene, data)
    elif not data.get("id"):
        scene.say("complaint.with_list" if data.get("receipt") else "reports.gone")
        scene.again()
    elif data.get("amend") or data.get("fix"):
        reporting.amend(scene, dict(data))
    else:
        reporting.show_report(scene, dict(data))


def _notices(scene: Scene, data: Facts) -> None:
    """What awaits this staff member; a decision that was typed is taken when nothing else can be meant."""
    if data.get("verb") and not data.get("more") and staff.decided(scene, str(data["verb"]), data):
        return
    staff.show_notice(scene, data)
    message = data.get("message")
    if isinstance(message, Message):
        if data.get("more"):
            scene.say("review.more", count=int(data["more"]))
        scene.post(numbered(message))


def _writers(scene: Scene, data: Facts) -> None:
    """Whom «الرد على …» names: one is written to, of several one is chosen."""
    found, before = list(data.get("threads", [])), scene.aside
    if len(found) == 1:
        scene.open_aside("reply", person=found[0]["person"])
        scene.again()
    elif found:
        staff.ask_to_whom(scene, "", found)
    else:
        scene.say("reply.nobody", name=str(data.get("name", "")))
        menu.home(scene)
    leaving.told(scene, before)


def _threads(scene: Scene, data: Facts) -> None:
    threads = list(data.get("threads", []))
    if data.get("verb"):
        attending.typed(scene, str(data["verb"]), threads)
    elif threads:
        staff.ask_to_whom(scene, str(data.get("text", "")), threads)
    else:
        scene.say("misread.nothing_open")
        menu.show(scene)


def _person(scene: Scene, data: Facts) -> None:
    staff.confirm_name(scene, data)


# --------------------------------------------------------------------------------------- errands


def _redeemed(scene: Scene, data: Facts) -> None:
    """A role was granted; a champion accepts the code of conduct next."""
    if not data.get("granted"):
        scene.say(f"invitation.{data.get('why', 'unknown')}")
        menu.show(scene)
        return
    given = str(data["role"])
    roles = tuple(dict.fromkeys((*scene.person.roles, given)))
    areas = tuple(dict.fromkeys((*scene.person.areas, *data.get("areas", []))))
    scene.set_person(roles=roles, areas=areas, source=str(data.get("source", scene.person.source)))
    if given == "applicant":
        scene.say("invitation.applied", role=notices.champion(scene.book))
    else:
        scene.say("role.granted", role=role(scene, given))
    if given == "champion" and not scene.person.profile.get("conduct"):
        open_form(scene, "conduct")
    else:
        menu.show(scene)


def _declined(scene: Scene, data: Facts) -> None:
    """The application was not accepted this time."""
    scene.set_person(roles=tuple(role for role in scene.person.roles if role != "applicant"))
    scene.say("role.declined")
    menu.home(scene)


def _admitted(scene: Scene, data: Facts) -> None:
    """To the coordinator: an applicant was answered, or a colleague was first."""
    if data.get("won"):
        scene.say(f"admit.done_{data['decision']}", name=str(data.get("name", "")))
    else:
        scene.say("admit.lost")


def _roles_changed(scene: Scene, data: Facts) -> None:
    """Roles were taken away, or given by a colleague; said to the person."""
    scene.set_person(roles=tuple(data.get("roles", ())), areas=tuple(data.get("areas", ())))
    scene.say("role.changed")


def _returned(scene: Scene, data: Facts) -> None:
    """A report came back: only the questions named are asked again, at once when nothing else is open."""
    scene.say(called(scene.book, "report.returned", data, reason=_reason(data)))
    if scene.draft is None:
        scene.close_aside()
        reporting.amend(scene, dict(data))
        return
    choice = standing(f"fix:{data['id']}", key("choice.fix_now"))
    scene.post(Message(parts=(), choices=(choice,), about=f"report:{data['id']}"))


def _reason(data: Facts) -> Text:
    words = str(data.get("words", ""))
    return verbatim(words) if words else key(f"choice.{data.get('reason', 'other_reason')}")


def _accepted(scene: Scene, data: Facts) -> None:
    scene.say(called(scene.book, "report.accepted", data, name=str(data.get("by", ""))))


def _photo_hidden(scene: Scene, data: Facts) -> None:
    scene.say(called(scene.book, "photo.hidden", data))


_SETTLED = frozenset({"accepted", "returned"})


def _decided(scene: Scene, data: Facts) -> None:
    """To the coordinator: it is done, or a colleague was first."""
    if data.get("won"):
        scene.say(called(scene.book, f"review.done_{data['decision']}", data))
    elif data["stage"] in _SETTLED:
        stage = key(f"stage.{data['stage']}")
        scene.say(called(scene.book, "review.lost", data, name=str(data.get("by", "")), stage=stage))
    elif data["stage"] == "withdrawn":
        scene.say(called(scene.book, "notice.withdrawn", data))
    else:  # another revision has come meanwhile, or it is not theirs any more
        scene.say("review.changed" if data.get("reference") else "review.gone")
    if data.get("more") and not scene.busy:
        choice = standing("review:next", key("choice.next"))
        scene.post(Message(parts=(key("review.more", count=int(data["more"])),), choices=(choice,)))


def _hidden(scene: Scene, data: Facts) -> None:
    scene.say("hide.done" if data.get("count") else "hide.none", count=int(data.get("count", 0)))


def _withdrawn(scene: Scene, data: Facts) -> None:
    scene.say(called(scene.book, "withdraw.done" if data.get("done") else "withdraw.late", data))
    if not scene.busy:
        menu.show(scene)


def _linked(scene: Scene, data: Facts) -> None:
    """The code was right: this address is now of the known person (said in that person's conversation)."""
    if data.get("linked"):
        scene.say("link.done", name=scene.person.name)
        if scene.draft is not None:
            scene.again()
        else:
            menu.show(scene)
    else:
        scene.say(f"link.{data.get('why', 'wrong')}")
        scene.open_aside("link")
        scene.again()


def _answer_sent(scene: Scene, data: Facts) -> None:
    scene.say("reply.sent" if data.get("sent") else "reply.not_sent", name=str(data.get("name", "")))


def _deleted_answers(scene: Scene, data: Facts) -> None:
    scene.say("deleteanswers.done" if data.get("deleted") else "deleteanswers.closed")
    if not scene.busy:
        menu.show(scene)


def _arrived(scene: Scene, data: Facts) -> None:
    """Another person holds the phone now."""
    if scene.person.registered:
        scene.say("who.back", name=scene.person.name)
        scene.again() if scene.busy else menu.show(scene)
    else:
        scene.run("start")


def _left_out(scene: Scene, data: Facts) -> None:
    """What was sent could not be kept (too large, not what it says it is)."""
    scene.say(f"media.refused_{data.get('why', 'unreadable')}")
    unkept.take_out(scene, str(data.get("media", "")))
    if scene.busy:
        scene.again()


def _failed(scene: Scene, data: Facts) -> None:
    """Our own failure: the draft is set aside, something human is said, and the menu is there."""
    scene.close_aside()
    scene.say("failure.ours")
    menu.show(scene)


def _nobody(scene: Scene, data: Facts) -> None:
    """What was meant for the team reached nobody: that is said, and where else there is help."""
    scene.say("human.nobody")
    if scene.busy:
        scene.again()


_FOUND: Mapping[str, Callable[[Scene, Facts], None]] = {
    "invitation": _invitation,
    "awaited": claiming.found_here,
    "prepared": claiming.found,
    "draft": _draft,
    "persons": _persons,
    "mydata": _my_data,
    "answers": _answers,
    "answered": _answered,
    "reports": _reports,
    "submission": _submission,
    "notices": _notices,
    "threads": _threads,
    "writers": _writers,
    "person": _person,
    "redeemed": _redeemed,
    "declined": _declined,
    "admitted": _admitted,
    "roles": _roles_changed,
    "returned": _returned,
    "accepted": _accepted,
    "photo_hidden": _photo_hidden,
    "decided": _decided,
    "hidden": _hidden,
    "withdrawn": _withdrawn,
    "linked": _linked,
    "answer_sent": _answer_sent,
    "deleted_answers": _deleted_answers,
    "arrived": _arrived,
    "media_refused": _left_out,
    "nobody": _nobody,
    "team": team.found,
    "attended": attending.attended,
    "colleagues": absent.colleagues,
    "absence": absent.told,
    "digest": digesting.told,
    "workbook": publishing.found,
    "published": publishing.published,
    "people_list": bringing.found,
    "people_brought": bringing.brought,
    "people_undone": bringing.undone,
    "audiences": announcing.begin,
    "audience_counted": selecting.found,
    "audience_saved": selecting.saved,
    "planned": announcing.planned,
    "announced": announcing.announced,
    "approvals": approving.waiting,
    "approved": approving.decided,
    "verdict": approving.answered,
    "sent_messages": overseeing.found,
    "moved_messages": overseeing.moved,
    "resent": following.resent,
    "undoable": undoing.counted,
    "undone": undoing.undone,
    "halted": halting.counted,
    "halt": halting.halted,
    "release": halting.released,
    "failure": _failed,
}
