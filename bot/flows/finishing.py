"""Sending a form: what is stored, what the person's record learns, and what happens next, by purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core.conversation import Draft, DropDraft, Errand, Hush, Submit
from bot.core.form import Answer, Answers, Form
from bot.core.reference import reference, spoken
from bot.core.text import key, ltr
from bot.flows import filling, scoring
from bot.flows.scene import Scene

JOIN_HOURS = 48
_FORM_OF_ADDRESS = {"male": "m", "female": "f", "m": "m", "f": "f"}


def send(scene: Scene) -> None:
    """The open draft becomes a submission; then what its purpose asks for."""
    form, draft = scene.form, scene.draft
    if form is None or draft is None:
        return
    answers = computed(scene, form, draft)
    scene.effect(DropDraft(draft.id))
    filling.cancel_wakes(scene, draft)
    scene.open_draft(None)
    scene.set_talk(misread=0, skips=0)
    _PURPOSES.get(form.purpose, _plain)(scene, form, draft, answers)
    if form.private:
        scene.effect(Hush(on=False))


def computed(scene: Scene, form: Form, draft: Draft) -> Answers:
    """The answers that count, with the computed ones."""
    kept = dict(filling.relevant_answers(scene, form, draft))
    for field in form.fields:
        if field.type == "computed":
            shown = filling.kind_of(field).ask(filling.asking(scene, field, answers=kept))
            kept[field.name] = shown.parts[0].value if shown.parts else None
    if draft.notes.get("caption"):
        kept["_caption"] = draft.notes["caption"]
    return kept


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
        flags=_flags(scene, form, draft, answers),
    )
    scene.effect(made)
    return made


def _area(scene: Scene, form: Form, answers: Answers) -> str:
    """The last place that is a code of the tree; else where the person lives."""
    found = ""
    for field in form.fields:
        value = answers.get(field.name)
        if field.type == "place" and isinstance(value, str) and value in scene.book.areas.by_code:
            found = value
    return found or scene.person.area


def _happened(form: Form, answers: Answers) -> str:
    dates = (answers.get(f.name) for f in form.fields if f.type == "date")
    return next((d for d in dates if isinstance(d, str)), "")


def _facts(scene: Scene) -> dict[str, str]:
    """What of the profile stands beside private answers, as bands (`content.md` §3.5)."""
    person = scene.person
    years = scene.turn.local.year - person.birth_year if person.birth_year else 0
    governorate = next((c for c in scene.book.areas.upwards(person.area) if _level(scene, c) == 1), "")
    return {"sex": person.sex, "age_band": scoring.age_band(years), "area": governorate}


def _level(scene: Scene, code: str) -> int:
    area = scene.book.areas.get(code)
    return area.level if area else 0


def _flags(scene: Scene, form: Form, draft: Draft, answers: Answers) -> tuple[str, ...]:
    return scoring.flags(answers, draft.started, scene.turn.now) if form.purpose == "pulse" else ()


# ------------------------------------------------------------------------------------ purposes


def _plain(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _submit(scene, form, draft, answers, reference(scene.turn.seed))
    remember(scene, form, answers)
    scene.say(form.closing or key("form.sent"))
    scene.run("menu")


def _register(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _submit(scene, form, draft, answers, reference(scene.turn.seed))
    remember(scene, form, answers)
    known = {"registered": True, "consent": form.consent_version}
    roles = scene.person.roles or ("volunteer",)
    scene.set_person(roles=roles, **known)
    scene.say("register.done", name=scene.person.name)
    invitation = scene.talk.notes.get("invitation")
    if invitation:
        redeem(scene, str(invitation))
    else:
        scene.run("menu")


def redeem(scene: Scene, code: str) -> None:
    """Use an invitation: the errand counts it, the role comes back as *found*."""
    scene.note("invitation", None)
    scene.effect(Errand("redeem", f"redeem:{code}:{scene.person.id}", {"code": code}))


def _report(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    number = str(draft.notes.get("reference") or reference(scene.turn.seed))
    made = _submit(scene, form, draft, answers, number)
    remember(scene, form, answers)
    _keep_initiative(scene, answers)
    said = "report.amended" if draft.about else "report.sent"
    scene.say(said, reference=ltr(spoken(number)))
    until = scene.turn.now + timedelta(hours=JOIN_HOURS)
    last = {"id": made.id, "reference": number, "until": until.isoformat(), "form": form.name}
    scene.set_talk(last=last)
    facts = {"submission": made.id, "area": made.area, "reference": number}
    again = f":{draft.id}" if draft.about else ""
    scene.effect(Errand("report_sent", f"report:{made.id}{again}", facts))
    scene.run("menu")


def _keep_initiative(scene: Scene, answers: Answers) -> None:
    """A newly named initiative is offered next time; the place too."""
    name = answers.get("ir1n")
    profile: dict[str, Answer] = dict(scene.person.profile)
    if isinstance(name, str) and name:
        known = profile.get("initiatives")
        mine = known if isinstance(known, list) else []
        profile["initiatives"] = [*mine, {"id": scene.new_id()[:12], "name": name}]
    place = answers.get("ir5")
    if isinstance(place, str | dict) and place:
        before = profile.get("places")
        places = before if isinstance(before, list) else []
        profile["places"] = [place, *[p for p in places if p != place]][:3]
    scene.set_person(profile=profile)


def _pulse(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _submit(scene, form, draft, answers, "")
    scene.say(form.closing or key("form.sent"))
    scene.run("menu")


def _conduct(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    _submit(scene, form, draft, answers, reference(scene.turn.seed))
    scene.set_person(profile={**scene.person.profile, "conduct": form.version})
    scene.say(form.closing or key("conduct.done"))
    scene.run("menu")


def _complaint(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    receipt = reference(scene.turn.seed)
    data = {"answers": dict(answers), "receipt": receipt, "form": form.version}
    scene.effect(Errand("complaint", f"complaint:{draft.id}", data))
    if not _has_safeguarding(scene):
        scene.say(
            "complaint.no_list", contact=scene.book.programme.safeguarding_contact or key("support.none")
        )
    scene.say("complaint.done", receipt=ltr(spoken(receipt)))
    scene.run("menu")


def _has_safeguarding(scene: Scene) -> bool:
    return bool(scene.book.programme.safeguarding)


def _human(scene: Scene, form: Form, draft: Draft, answers: Answers) -> None:
    scene.effect(Errand("thread", f"thread:{draft.id}", {"answers": dict(answers), "form": form.name}))
    scene.say("human.sent", count=scene.book.programme.human_hours)
    scene.again()


_PURPOSES: Mapping[str, Callable[[Scene, Form, Draft, Answers], None]] = {
    "register": _register,
    "report": _report,
    "pulse": _pulse,
    "conduct": _conduct,
    "complaint": _complaint,
    "human": _human,
}


# ------------------------------------------------------------------------------- the person's record


def remember(scene: Scene, form: Form, answers: Answers) -> None:
    """Copy what the form says it remembers to the person."""
    changes: dict[str, object] = {}
    profile: dict[str, Answer] = dict(scene.person.profile)
    for field in form.fields:
        value = answers.get(field.name)
        if not field.remembers or value is None:
            continue
        if field.remembers.startswith("profile."):
            profile[field.remembers.removeprefix("profile.")] = value
        else:
            changes[field.remembers] = _plain_value(value)
    sex = str(changes.get("sex", ""))
    if sex in _FORM_OF_ADDRESS and "form" not in changes:
        changes["form"] = _FORM_OF_ADDRESS[sex]
    if "birth_year" in changes:
        changes["birth_year"] = int(str(changes["birth_year"]))
    scene.set_person(profile=profile, **changes)


def _plain_value(value: Answer) -> str:
    return str(value["text"]) if isinstance(value, dict) and "text" in value else str(value)
