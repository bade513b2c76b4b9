"""What publishing a workbook would change, for whoever decides it: beside the version that is asked now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.differences import Difference, differences
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text, key, ltr, verbatim
from bot.storage import exports, forms
from bot.storage.database import Tx

_SHOWN = 8
_COUNTED = frozenset({"removed", "renamed", "type", "options_removed"})


@dataclass(frozen=True, slots=True)
class Change:
    """`before`: what was asked last under that name, if anything. `answers` by version; `drafts` are open."""

    before: Form | None
    after: Form
    differences: tuple[Difference, ...]
    answers: Mapping[str, int]
    drafts: int
    versions: Mapping[str, Form]

    def said(self) -> Iterator[Text]:
        """One text for each change, then what exists already."""
        if self.before is None:
            yield key("publish.new")
            return
        if not self.differences:
            yield key("publish.same")
        yield from map(self._said, self.differences)
        yield key("publish.exist", answers=sum(self.answers.values()), drafts=self.drafts)

    def _said(self, one: Difference) -> Text:
        names = "، ".join(one.options[:_SHOWN]) + (" …" if len(one.options) > _SHOWN else "")
        params: dict[str, Text | int] = {"name": ltr(one.name), "was": ltr(one.was), "now": ltr(one.now)}
        params["options"] = verbatim(names)
        if one.kind in _COUNTED:
            params["answers"] = self._answered(one.was if one.kind == "renamed" else one.name)
        return Text(key=_SENTENCES[one.kind], params=params)

    def _answered(self, name: str) -> int:
        """How many completed forms are of a version that asked this."""
        asking = {
            version
            for version, form in self.versions.items()
            if any(field.name == name for field in form.fields)
        }
        return sum(count for version, count in self.answers.items() if version in asking)


_SENTENCES: Mapping[str, str] = {
    "mode": "publish.mode",
    "added": "publish.added",
    "renamed": "publish.renamed",
    "type": "publish.type",
    "label": "publish.label",
    "options_added": "publish.options_added",
    "options_removed": "publish.options_removed",
    "removed": "publish.removed",
}


async def compare_form(tx: Tx, book: Book, form: Form) -> Change:
    """What is different in `form`, and how much has been answered so far."""
    before = book.forms.get(form.name) or book.past.get(form.name)
    if before is None:
        return Change(None, form, (), {}, 0, {})
    count = exports.private_versions if before.private else exports.versions
    return Change(
        before,
        form,
        differences(before, form),
        await count(tx, book.programme.name, form.name),
        await forms.open_drafts(tx, form.name),
        book.versions,
    )
