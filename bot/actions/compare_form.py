"""What publishing a workbook would change, for whoever decides it: beside the version that is asked now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.actions.carry_over import asked_last
from bot.actions.tell_differences import setting, tell
from bot.core.differences import Difference, differences
from bot.core.form import Form
from bot.core.programme import Book
from bot.core.text import Text, key
from bot.storage import exports, forms, private_answers
from bot.storage.database import Tx
from bot.storage.sealed import Sealer


@dataclass(frozen=True, slots=True)
class Change:
    """`before`: what was asked last under that name, if anything. `answers` by version; `drafts` are open.

    `left`: answers that are kept as `before` has it, with names or apart from them, where `after` keeps them
    the other way.
    """

    before: Form | None
    after: Form
    differences: tuple[Difference, ...]
    answers: Mapping[str, int]
    drafts: int
    versions: Mapping[str, Form]
    left: int = 0

    def barred(self) -> Text | None:
        """Why it may not be published: some answers would be kept with names, and some apart from them."""
        if self.before is None or self.before.private == self.after.private:
            return None
        if not (self.left or self.drafts):
            return None
        was, now = (setting("mode", form.mode) for form in (self.before, self.after))
        return key("publish.barred", was=was, now=now, answers=self.left, drafts=self.drafts)

    def said(self) -> Iterator[Text]:
        """One text for each change, then what exists already."""
        if self.before is None:
            yield key("publish.new")
            return
        if not self.differences:
            yield key("publish.same" if self.before.version == self.after.version else "publish.wording")
        for one in self.differences:
            yield tell(one, self.before, self.after, self._answered)
        yield key("publish.exist", answers=sum(self.answers.values()), drafts=self.drafts)

    def _answered(self, name: str) -> int:
        """How many completed forms are of a version that asked this."""
        asking = {
            version
            for version, form in self.versions.items()
            if any(field.name == name for field in form.fields)
        }
        return sum(count for version, count in self.answers.items() if version in asking)


async def compare_form(tx: Tx, sealer: Sealer, book: Book, form: Form) -> Change:
    """What is different in `form`, and how much has been answered so far."""
    before = asked_last(book, form.name)
    if before is None:
        return Change(None, form, (), {}, 0, {})
    return Change(
        before,
        form,
        differences(before, form),
        await exports.all_versions(tx, book.programme.name, form.name),
        await forms.open_drafts(tx, form.name),
        book.versions,
        await _left(tx, sealer, book, before) if before.private != form.private else 0,
    )


async def _left(tx: Tx, sealer: Sealer, book: Book, before: Form) -> int:
    """How many answers there are where those to `before` are kept; with those that wait to be mixed."""
    if not before.private:
        return sum((await exports.versions(tx, book.programme.name, before.name)).values())
    read = sum((await exports.private_versions(tx, book.programme.name, before.name)).values())
    waiting = [row for _, row in await private_answers.intake(tx, sealer) if row["form"] == before.name]
    return read + len(waiting)
