"""Sending a form: what is stored, what the person's record learns, and what happens next, by purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from bot.core.conversation import Draft, DropDraft, Errand, LookUp, Submit
from bot.core.fields import computed
from bot.core.form import Answer, Answers, Form
from bot.core.place import Areas
from bot.core.reference import reference, spoken
from bot.core.text import key, ltr
from bot.flows import asked, drafts, filling, scoring, team, workbook
from bot.flows.asides import claiming, publishing
from bot.flows.scene import Scene

JOIN_HOURS = 48
_KEPT_REPORTS = 20
_KEPT_PLACES = 3


def send(scene: Scene) -> None:
    """The open draft becomes a submission; then what its purpose asks for."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return
    worked = workbook.completed(scene, form, draft) if form.worked else None
    answers = completed(form, draft) if worked is None else {**worked, **_beside(draft)}
    if form.purpose == "report" and _repeats(scene, draft, answers):
        scene.set_draft(at="summary", notes={**draft.notes, "repeats": True})
        scene.open_aside("duplicate")
        scene.again()
        return
    scene.effect(DropDraft(draft.id))
    drafts.cancel_wakes(scene, draft, form)
    scene.open_draft(None)
    scene.set_talk(misread=0, skips=0)
    if "trial" in draft.notes:
        publishing.tried(scene, draft.notes["trial"])
    else:
        _PURPOSES.get(form.purpose, _plain)(scene, form, draft, answers)
    if form.private:
        drafts.unhush(scene, form)


def completed(form: Form, draft: Draft) -> dict[str, Answer]:
    """The answers that count, the computed ones, and what was sent without a question of its own."""
    kept = asked.relevant(form, draft)
    for field in form.fields:
        if field.type == "computed":
            kept[field.name] = computed.compute(field, kept)
    return {**kept, **_beside(draft)}


def _beside(draft: Draft) -> dict[str, Answer]:
    """What came and answers no question."""
    attached: list[Any] = [
        one for name in ("photos", "attached", "voices") for one in draft.notes.get(name, ())
    ]
    found: dict[str, Answer] = {"_attached": attached} if attached else {}
    if draft.notes.get("caption"):
        found["_caption"] = draft.notes["caption"]
    return found


def _submit(scene: Scene, form: Form, draft: Draft, answers: Answers, number: str) -> Submit:
    made = Submit(
        id=draft.about or scene.new_id(),
        form=form.name,
        version=form.version,
        reference=number,
        answers=answers,
        mode=form.mode,
        area=_area(scene, form, answers),
        happened=_happened(form, answers),
        replaces=draft.about,
        wave=form.wave,
        language=scene.person.language,
        draft=draft.id,
        facts=_facts(scene) if form.private else {},
        flags=tuple(_flags(scene, form, draft, answers)),
    )
    scene.effect(made)
    return made


def _area(scene: Scene, form: Form, answers: Answers) -> str:
    """The last place that is a code of the tree; else where the person lives."""
    known = scene.book.areas.by_code
    values = [answers.get(f.name) for f in form.fields if f.type == "place"]
    return next((v for v in reversed(values) if isinstance(v, str) and v in known), scene.person.area)


def _happened(form: Form, answers: Answers) -> str:
    """The day that a report of ours tells of; which date of a workbook that would be nobody knows."""
    if form.worked:
        return ""
    dates = (answers.get(f.name) for f in form.fields if f.type == "date")
    return next((d for d in dates if isinstance(d, str) and d[:1].isdigit()), "")


def _facts(scene: Scene) -> dict[str, str]:
    """What of the profile stands beside private answers, as bands (`content.md` §3.5)."""
    person = scene.person
    years = scene.turn.local.year - person.birth_year if person.birth_year else 0
    governorate = _governorate(scene.book.areas, person.area)
    return {"sex": person.sex, "age_band": scoring.age_band(years), "area": governorate}


def _governorate(areas: Areas, code: str) -> str:
    above = (areas.by_code[c] for c in areas.upwards(code))
    return next((area.code for area in above if area.level == 1), "")


def _flags(scene: Scene, form: Form, draft: Draft, answers: Answers) -> Iterator[str]:
    """Doubts that stand beside the answers: haste in a pulse, a head count that should be confirmed."""
    if form.purpose == "pulse":
        yield from scoring.flags(answers, draft.started, scene.turn.now)
    if any(is_large(value, scene.book.programme.large_count) for value in answers.values()):
        yield "large"


def is_large(value: Answer, large: int) -> bool:
    """A head count so high that a coordinator confirms it."""
    total = value.get("total") if isinstance(value, dict) else None
    return isinstance(total, int) and total > large


# ------------------------------------------------------------------------------------ purposes


def _plain(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    number = str(draft.notes.get("reference") or reference(scene.turn.seed))
    made = _submit(scene, form, draft, answers, number)
    remember(scene, form, answers)
    if form.reviewed:
        _to_review(scene, draft, made)
        scene.say("form.amended" if draft.about else "form.sent_number", reference=ltr(spoken(number)))
    else:
        scene.say(form.closing or key("form.sent"))
    scene.run("home")


def _to_review(scene: Scene, draft: Draft, made: Submit) -> None:
    """Whoever answers for the area is told, of each revision once."""
    facts = {"submission": made.id, "area": made.area, "reference": made.reference}
    again = f":{draft.id}" if draft.about else ""
    scene.effect(Errand("report_sent", f"report:{made.id}{again}", facts))


def _profile(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _plain(scene, form, draft, answers)
    _set_profile(scene, completed=form.version)


def _apply(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _plain(scene, form, draft, answers)
    _set_profile(scene, applied=form.version)


def _register(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    """The six questions are answered; or, by somebody registered already, corrected."""
    remember(scene, form, answers)
    if scene.person.registered:
        scene.say("register.updated")
        scene.run("home")
        return
    _submit(scene, form, draft, answers, reference(scene.turn.seed))
    roles = scene.person.roles or ("volunteer",)
    scene.set_person(roles=roles, registered=True, consent=form.consent_version)
    scene.say("register.done", name=scene.person.name)
    if draft.notes.get("prepared"):
        claiming.claim(scene, str(draft.notes["prepared"]))
    invitation = scene.talk.notes.get("invitation")
    if invitation:
        redeem(scene, str(invitation))
    else:
        scene.run("home")


def redeem(scene: Scene, code: str) -> None:
    """Use an invitation: the errand counts it, the role comes back as *found*."""
    scene.note("invitation", None)
    scene.effect(Errand("redeem", f"redeem:{scene.new_id()}", {"code": code}))


def _report(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    number = str(draft.notes.get("reference") or reference(scene.turn.seed))
    answers = _with_initiative(scene, draft, answers)
    made = _submit(scene, form, draft, answers, number)
    remember(scene, form, answers)
    _keep_place(scene, answers)
    _keep_facts(scene, answers)
    scene.say("report.amended" if draft.about else "report.sent", reference=ltr(spoken(number)))
    until = scene.turn.now + timedelta(hours=JOIN_HOURS)
    last = {"id": made.id, "reference": number, "until": until.isoformat(), "form": form.name}
    scene.set_talk(last=last)
    _to_review(scene, draft, made)
    scene.run("home")


def _with_initiative(scene: Scene, draft: Draft, answers: Answers) -> dict[str, Answer]:
    """Which initiative it is about; a newly named one is offered next time, a corrected name replaces it."""
    given, name = answers.get("ir1"), answers.get("ir1n")
    if given != asked.NEW or not isinstance(name, str):
        return {**answers, "_initiative": given}
    known = scene.person.profile.get("initiatives")
    mine = [one for one in known if isinstance(one, dict)] if isinstance(known, list) else []
    made = str(answers.get("_initiative") or scene.new_id()[:12])
    others: list[Any] = [one for one in mine if one.get("id") != made]
    _set_profile(scene, initiatives=[*others, {"id": made, "name": name}])
    return {**answers, "_initiative": made}


def _keep_place(scene: Scene, answers: Answers) -> None:
    """The last places are offered next time."""
    place = answers.get("ir5")
    if isinstance(place, str | dict) and place:
        before = scene.person.profile.get("places")
        others = [p for p in before if p != place] if isinstance(before, list) else []
        _set_profile(scene, places=[place, *others][:_KEPT_PLACES])


def _set_profile(scene: Scene, **learnt: Answer) -> None:
    scene.set_person(profile={**scene.person.profile, **learnt})


def _same(answers: Answers) -> list[Answer]:
    """What makes two reports one: initiative, day and place."""
    initiative = answers.get("_initiative") or answers.get("ir1n") or answers.get("ir1")
    return [initiative, answers.get("ir4"), answers.get("ir5")]


def _keep_facts(scene: Scene, answers: Answers) -> None:
    before = scene.person.profile.get("reported")
    known = before if isinstance(before, list) else []
    _set_profile(scene, reported=[*known, _same(answers)][-_KEPT_REPORTS:])


def _repeats(scene: Scene, draft: Draft, answers: Answers) -> bool:
    """Whether a report of the same initiative, day and place was sent before; asked about once."""
    known = scene.person.profile.get("reported")
    if draft.about or draft.notes.get("repeats") or not isinstance(known, list):
        return False
    return _same(answers) in known


def _pulse(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _submit(scene, form, draft, answers, "")
    scene.say(form.closing or key("form.sent"))
    scene.run("home")


def _conduct(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    """Agreed; a report that was on its way goes on."""
    _submit(scene, form, draft, answers, reference(scene.turn.seed))
    _set_profile(scene, conduct=form.version)
    scene.say(form.closing or key("conduct.done"))
    scene.run("activity" if "begin" in scene.talk.notes else "home")


def _complaint(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    receipt = reference(scene.turn.seed)
    data = {"answers": dict(answers), "receipt": receipt, "form": form.version}
    scene.effect(Errand("complaint", f"complaint:{draft.id}", data))
    scene.say("complaint.done", receipt=ltr(spoken(receipt)))
    _go_back(scene, draft)


def _go_back(scene: Scene, draft: Draft) -> None:
    """To the form in the middle of which the team was turned to."""
    after = str(draft.notes.get("after", ""))
    if any(waiting.draft == after for waiting in scene.talk.waiting):
        scene.effect(LookUp("draft", {"id": after}))
    else:
        scene.run("home")


def _human(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    facts: dict[str, Any] = {"answers": dict(answers), "form": form.name}
    if draft.notes.get("concerning"):  # a report, by its number
        number = spoken(str(draft.notes["concerning"]))
        words = answers.get("message")
        facts["text"] = f"{number}: {words}" if isinstance(words, str) else number
    if draft.notes.get("attached"):
        facts["media"] = list(draft.notes["attached"])
    if not team.refused(scene):
        team.pass_on(scene, f"thread:{draft.id}", facts)
        if team.state(scene) == team.MUTED:
            team.told(scene)
        else:
            scene.say("human.sent", hours=scene.book.programme.human_hours)
    _go_back(scene, draft)


_PURPOSES: Mapping[str, Callable[[Scene, Form, Draft, Answers], None]] = {
    "register": _register,
    "profile": _profile,
    "apply": _apply,
    "report": _report,
    "pulse": _pulse,
    "conduct": _conduct,
    "complaint": _complaint,
    "human": _human,
}


# ------------------------------------------------------------------------------- the person's record


def remember(scene: Scene, form: Form, answers: Answers) -> None:
    """Copy what the form says it remembers to the person."""
    changes: dict[str, Any] = {}
    profile: dict[str, Answer] = dict(scene.person.profile)
    for field in form.fields:
        value = answers.get(field.name)
        if not field.remembers or value is None:
            continue
        if field.remembers.startswith("profile."):
            profile[field.remembers.removeprefix("profile.")] = value
        else:
            changes[field.remembers] = _plain_value(value)
    if changes.get("sex") in filling.FORM_OF_ADDRESS:
        changes.setdefault("form", filling.FORM_OF_ADDRESS[changes["sex"]])
    if "birth_year" in changes:
        changes["birth_year"] = int(changes["birth_year"])
    scene.set_person(profile=profile, **changes)


def _plain_value(value: Answer) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else str(value)
