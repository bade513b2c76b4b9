"""Around an initiative report: photos that come first, photos that come late, and one's own reports."""

from __future__ import annotations

from typing import Any

from bot.core.arabic import store
from bot.core.conversation import Errand, LookUp, Said, Sent
from bot.core.form import Answer, Answers, Form
from bot.core.logic import stops
from bot.core.medium import kind
from bot.core.message import Choice, Message
from bot.core.reference import spoken
from bot.core.text import Text, key, ltr, verbatim
from bot.flows import opening
from bot.flows.aside import SINCE, AsideKind, Kept, ask, data, items, simple
from bot.flows.naming import called, workbook_of
from bot.flows.scene import Scene

SHOWN = 8
LONGEST_CAPTION = 1024
MOST_MEDIA = 20

is_photo = kind("photo", mime="image/")


# ---------------------------------------------------------------------------------- photos first


def offer_report(scene: Scene, sent: Sent) -> None:
    """Media outside any form: «هل هذه من نشاط؟ هل نبدأ تقريراً بها؟»; more of them join the question."""
    scene.open_aside("photos", **_gathered(scene, "photos", sent))


def offer_join(scene: Scene, sent: Sent) -> None:
    """Media within 48 hours after a report: one yes or no, and they are added."""
    scene.open_aside("late", **_gathered(scene, "late", sent))


def _gathered(scene: Scene, aside: str, sent: Sent) -> dict[str, Any]:
    before = scene.aside.data if scene.aside and scene.aside.kind == aside else {}
    come = [{"id": m.id, "kind": "photo" if is_photo(m) else m.kind} for m in sent.media]
    media = [*before.get("media", ()), *come][:MOST_MEDIA]
    first = {SINCE: before[SINCE]} if SINCE in before else {}
    return {"media": media, "caption": joined(str(before.get("caption", "")), sent.caption), **first}


def joined(before: str, more: str) -> str:
    """Captions of photos that belong together, line by line."""
    return "\n".join(filter(None, (before, store(more))))[:LONGEST_CAPTION]


def _take_caption(scene: Scene, words: Said) -> bool:
    """Words that follow the photos are what is in them."""
    if scene.aside is None:
        return False
    caption = joined(str(scene.aside.data.get("caption", "")), words.text)
    scene.open_aside(scene.aside.kind, **{**scene.aside.data, "caption": caption})
    scene.say("photos.caption")
    scene.again()
    return True


def _put_photos(scene: Scene) -> Message:
    return simple(scene, key("photos.ask", count=len(items(scene, "media"))), "start_report", "no")


def _photos(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "start_report":
        scene.note("begin", report_start(kept))
        scene.run("activity")
    else:
        scene.effect(Errand("drop_media", f"drop_media:{scene.new_id()}", {"media": _ids(kept)}))
        scene.say("photos.dropped")
        scene.run("home")


def report_start(kept: Kept) -> dict[str, Any]:
    """The notes of a report begun by photos: they wait for their question; what is none goes with it."""
    photos = [m["id"] for m in kept.get("media", ()) if m["kind"] == "photo"]
    others = [m["id"] for m in kept.get("media", ()) if m["kind"] != "photo"]
    notes = {"photos": photos, "attached": others, "caption": kept.get("caption", "")}
    return {name: value for name, value in notes.items() if value}


def _ids(kept: Kept) -> list[str]:
    return [m["id"] for m in kept.get("media", ())]


# ----------------------------------------------------------------------------------- photos late


def _put_late(scene: Scene) -> Message:
    number = ltr(spoken(str(scene.talk.last.get("reference", ""))))
    return simple(scene, key("late.ask", count=len(items(scene, "media")), reference=number), "yes", "no")


def _late(scene: Scene, choice: str, kept: Kept) -> None:
    last = scene.talk.last
    if choice == "yes":
        facts = {"submission": last.get("id", ""), "media": _ids(kept), "caption": kept.get("caption", "")}
        scene.effect(Errand("add_media", f"add_media:{scene.new_id()}", facts))
        scene.say("late.added", reference=ltr(spoken(str(last.get("reference", "")))))
        scene.run("home")
    else:
        scene.open_aside("photos", media=kept.get("media", []), caption=kept.get("caption", ""))
        scene.again()


# ------------------------------------------------------------------------------------ my reports


def show_reports(scene: Scene, reports: list[Any]) -> None:
    """«تقاريري»: the newest first, with stage and what is missing."""
    if not reports:
        scene.say("reports.none")
        scene.run("home")
        return
    scene.open_aside("reports", reports=reports[:SHOWN])
    scene.again()


def _put_reports(scene: Scene) -> Message:
    reports = items(scene, "reports")
    lines = [_line(n, one) for n, one in enumerate(reports, 1)]
    choices = [Choice(one["id"], verbatim(str(n)), number=n) for n, one in enumerate(reports, 1)]
    choices.append(Choice("menu", key("choice.menu"), number=-1))
    return ask(scene, (key("reports.heading"), *lines), choices)


def _line(n: int, one: Any) -> Text:
    when = Text(value=one["happened"], format="day") if one.get("happened") else key("reports.no_date")
    stage = key(f"stage.{one['stage']}")
    line = "reports.line_photos" if one.get("missing_photos") else "reports.line"
    return key(line, n=n, reference=ltr(spoken(one["reference"])), date=when, stage=stage)


def _reports(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "menu":
        scene.run("menu")
        return
    scene.effect(LookUp("submission", {"id": choice}))


# What the reporter can do with a report that nobody has accepted; one that came back is put right.
_WHILE_OPEN = {"returned": ("fix",)}


def show_report(scene: Scene, found: dict[str, Any]) -> None:
    """One of mine, and what can still be done with it."""
    kept = {k: found[k] for k in ("id", "reference", "stage", "open")}
    scene.open_aside("myreport", **kept, version=found.get("version", ""))
    scene.again()


def _put_report(scene: Scene) -> Message:
    still_open = scene.aside is not None and bool(scene.aside.data.get("open"))
    ids = (
        _WHILE_OPEN.get(data(scene, "stage"), ("amend", "withdraw")) if still_open else ("correction",)
    ) + ("back",)
    text = called(scene.book, "report.one", _kept(scene), stage=key(f"stage.{data(scene, 'stage')}"))
    return simple(scene, text, *ids, fix="fix_now", withdraw=_withdrawing(scene))


def _kept(scene: Scene) -> Kept:
    return scene.aside.data if scene.aside is not None else {}


def _withdrawing(scene: Scene) -> str:
    """The name of the button that takes back what is open."""
    return "withdraw" if workbook_of(scene.book, _kept(scene)) is None else "withdraw_form"


def _report(scene: Scene, choice: str, kept: Kept) -> None:
    match choice:
        case "amend" | "fix":
            scene.effect(LookUp("submission", {"id": kept["id"], choice: True}))
        case "withdraw":
            scene.open_aside("withdraw", **{k: kept.get(k, "") for k in ("id", "reference", "version")})
            scene.again()
        case "correction":
            scene.note("concerning", kept["reference"])
            scene.run("human")
        case _:
            scene.run("status")


def _put_withdraw(scene: Scene) -> Message:
    text = called(scene.book, "withdraw.ask", _kept(scene))
    return simple(scene, text, "yes", "no", yes=_withdrawing(scene))


def _withdraw(scene: Scene, choice: str, kept: Kept) -> None:
    if choice == "yes":
        facts = {"submission": kept["id"]}
        scene.effect(Errand("withdraw", f"withdraw:{kept['id']}:{scene.new_id()}", facts))
    else:
        scene.run("home")


def amend(scene: Scene, found: dict[str, Any]) -> None:
    """Open a report again: whole, or only the questions that a coordinator named."""
    versions, forms = scene.book.versions, scene.book.forms
    form = versions.get(str(found["version"])) or forms.get(str(found["form"]))
    if form is None:
        scene.say("form.gone")
        scene.run("home")
        return
    only = tuple(name for name in found.get("fields") or () if any(f.name == name for f in form.fields))
    answers: dict[str, Answer] = {k: v for k, v in found["answers"].items() if k not in only}
    notes = {"reference": found["reference"]}
    passed = _left(form, answers) if form.worked and not only else ()
    opening.begin(scene, form, about=str(found["id"]), only=only, answers=answers, notes=notes, passed=passed)


def _left(form: Form, answers: Answers) -> tuple[str, ...]:
    """What was read and passed over before: a form from a workbook begins at its summary."""
    return tuple(name for name, _, _ in stops(form, answers, frozenset()) if name not in answers)


KINDS = (
    AsideKind("photos", _put_photos, _photos, words={"yes": "start_report"}, take=_take_caption),
    AsideKind("late", _put_late, _late, take=_take_caption),
    AsideKind("reports", _put_reports, _reports, passing=True),
    AsideKind("myreport", _put_report, _report, passing=True),
    AsideKind("withdraw", _put_withdraw, _withdraw),
)
