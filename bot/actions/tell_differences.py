"""Differences between two versions in words: questions and options by their labels, settings by their values.

A rule is told as changed and never shown: an expression helps nobody in a chat. The name of the column stands
behind in brackets, for whoever reads exports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.differences import Difference
from bot.core.form import Form, Group
from bot.core.text import Param, Text, key, ltr
from bot.flows.wording import as_title

_SHOWN = 8
_COUNTED = frozenset({"removed", "renamed", "type", "options_removed"})
# Told with the name that the question had, where it has another now.
_CALLED = frozenset({"renamed", "options_removed"})
_SETTINGS = frozenset({"mode", "closes", "draft", "review", "voice", "roles"})
# Told by what they have become.
_BECOME = frozenset({"required", "read_only", "group_repeat"})
_LIVES = frozenset({"72", "168"})  # hours that have words of their own


def tell(one: Difference, before: Form, after: Form, answered: Callable[[str], int]) -> Text:
    """One sentence. `answered`: how many have answered a question, by the name that it had."""
    become = f"_{one.now}" if one.kind in _BECOME else ""
    params = _params(one, before, after)
    if one.kind in _COUNTED:
        params["answers"] = answered((one.was if one.kind in _CALLED else "") or one.name)
    return Text(key=f"publish.{one.kind}{become}", params=params)


def _params(one: Difference, before: Form, after: Form) -> dict[str, Param]:
    if one.kind in _SETTINGS:
        return {"was": setting(one.kind, one.was), "now": setting(one.kind, one.now)}
    if one.kind == "list":
        return {"list": ltr(one.name)}
    if one.kind.startswith("group_"):
        return {"group": _group(after, one.name)}
    params: dict[str, Param] = {"question": _question(before if one.kind == "removed" else after, one.name)}
    match one.kind:
        case "renamed":
            params["was"] = ltr(one.was)
        case "type":
            params |= {"was": key(f"publish.type_{one.was}"), "now": key(f"publish.type_{one.now}")}
        case "options_added":
            params["options"] = _options(after, one.name, one.options)
        case "options_removed":
            params["options"] = _options(before, one.was or one.name, one.options)
        case _:
            pass  # its question says it all
    return params


# ------------------------------------------------------------------------------- questions, options


def _question(form: Form, name: str) -> Text:
    return _titled(form.field(name).label, name)


def _group(form: Form, name: str) -> Text:
    found: Mapping[str, Group] = {one.name: one for one in form.groups}
    return _titled(found[name].label or Text(), name)


def _titled(label: Text, name: str) -> Text:
    """What has no words is called as its column is."""
    if not (label.key or any(label.languages.values())):
        return ltr(name)
    return key("publish.question", label=as_title(label), column=ltr(name))


def _options(form: Form, name: str, wanted: Sequence[str]) -> Text:
    labels = {option.name: option.label for option in form.field(name).options}
    return _row([as_title(labels[one]) for one in wanted[:_SHOWN]], whole=len(wanted) <= _SHOWN)


def _row(labels: Sequence[Text], *, whole: bool) -> Text:
    first, *rest = labels
    if rest:
        return key("publish.options_more", first=first, rest=_row(rest, whole=whole))
    return key("publish.options_last" if whole else "publish.options_cut", first=first)


# ----------------------------------------------------------------------------------------- settings


def setting(kind: str, value: str) -> Text:
    """The value of a setting in words."""
    match kind:
        case "closes":
            return Text(value=value, format="day") if value else key("setting.closes_never")
        case "draft" if value and value not in _LIVES:
            return key("setting.draft_hours", hours=int(value))
        case "roles":
            return _listed([key(f"role.{one}") for one in value.split()])
        case _:
            return key(f"setting.{kind}_{value or 'kept'}")


def _listed(roles: list[Text]) -> Text:
    if not roles:
        return key("setting.roles_all")
    first, *rest = roles
    return key("setting.roles_more", first=first, rest=_listed(rest)) if rest else first
