"""The sheets of a table put together again: one submission after another, with the answers of its repeats.

The rows of a repeat stand in the order of the rows that they belong to, as Kobo writes them and we do, so
none but the present ones are in memory. What is wrong is noted, and reading goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from bot.actions.export_columns import STAGES
from bot.actions.import_columns import Known, Target, passed
from bot.actions.import_flaws import Flaws, shown
from bot.actions.import_sheets import Cells, Raw, Table
from bot.actions.import_values import Values, Wrong, day, text
from bot.actions.problem import Problem
from bot.core.arabic.folding import digits
from bot.core.form import Answer, Field, Form
from bot.core.logic.keys import Places, key_of
from bot.core.place import Areas
from bot.core.text import Text, key, ltr, verbatim
from bot.storage import codecs
from bot.storage.imports import Imported

_APPROVED = frozenset({"approved", "validation_status_approved"})
_YES = "yes"
_KEPT = ("_uuid", "_id")
_SENT = "_submission_time"

Own = dict[str, Raw]
"""Kobo's cells and ours in a row, by their headers."""

Said = list[tuple[str, list[tuple[str, str]]]]
"""The cells of a row that were not empty, by their headers, and those of each row that belongs to it."""


@dataclass
class _Row:
    """A row, read: `own` and `said` as they stand, `answers` as they will be kept."""

    number: int
    own: Own
    answers: dict[str, Answer]
    said: Said = field(default_factory=list)


@dataclass
class _Sheet:
    """A sheet that is being read, one row ahead. `count`: how many were read."""

    table: Table
    targets: list[Target | None]
    count: int = 0
    ahead: tuple[int, Cells] | None = None
    strange: set[str] = field(default_factory=set)

    def peek(self) -> tuple[int, Cells] | None:
        """The next row, which stays the next."""
        if self.ahead is None:
            self.ahead = next(self.table.rows, None)
        return self.ahead

    def take(self) -> None:
        """The next row is the present one."""
        self.ahead = None
        self.count += 1

    def own(self, name: str, cells: Cells) -> Raw:
        """A cell of ours or Kobo's."""
        place = next(
            (n for n, one in enumerate(self.targets) if one and not one.asked and one.part == name), -1
        )
        return cells[place] if 0 <= place < len(cells) else None


class Reading:
    """Reads the submissions of a form from the sheets of a file."""

    def __init__(
        self,
        known: Known,
        values: Values,
        areas: Areas,
        flaws: Flaws,
        leave_out: Callable[[Field], bool] = lambda asked: False,
    ) -> None:
        self._known, self._values, self._areas, self._flaws = known, values, areas, flaws
        self._leave_out = leave_out
        self._sheets: dict[int, _Sheet] = {}

    def records(self, tables: Sequence[Table]) -> Iterator[_Row]:
        """Every row of the first sheet with all that belongs to it."""
        self._find(tables)
        main = self._sheets[0]
        while (found := main.peek()) is not None and not self._flaws.full:
            main.take()
            row = self._row(main, found, ())
            self._repeats(0, self._index(row, main), (), row)
            yield row
        for number in [*self._sheets][1:]:
            for orphan in self._left(self._sheets[number]):
                self._orphan(self._sheets[number], orphan)

    # ------------------------------------------------------------------------------ sheets

    def _find(self, tables: Sequence[Table]) -> None:
        for table in tables:
            number = self._known.sheet(table.title)
            targets = self._known.sheets[number].targets(table.headers)
            asked = any(one is not None and one.asked is not None for one in targets)
            counted = "_index" in table.headers and "_parent_index" not in table.headers
            if number not in self._sheets and (asked or number or counted):
                self._sheets[number] = _Sheet(table, [self._wanted(one) for one in targets])
            elif "_parent_index" in table.headers:
                self._flaws.add(table.title, 1, "", key("import.flaw.sheet", repeats=self._names()))
        if 0 not in self._sheets:
            headers = ", ".join(one.header for one in self._known.layout.sheets[0].placed[:5])
            raise Problem(key("command.import_no_column", headers=verbatim(headers)))
        self._sheets = dict(sorted(self._sheets.items()))

    def _wanted(self, target: Target | None) -> Target | None:
        """What is not to be kept is passed over, as columns of Kobo's are."""
        left = target is not None and target.asked is not None and self._leave_out(target.asked)
        return Target(None, "") if left else target

    def _names(self) -> Text:
        return ltr(" ".join(sheet.name for sheet in self._known.layout.sheets[1:]) or "—")

    # -------------------------------------------------------------------------------- rows

    def _row(self, sheet: _Sheet, found: tuple[int, Cells], places: Places) -> _Row:
        number, cells = found
        row = _Row(number, {}, {})
        parts: dict[str, tuple[Field, dict[str, Raw], dict[str, str]]] = {}
        said: list[tuple[str, str]] = []
        for place, raw in enumerate(cells):
            if raw is None or place >= len(sheet.targets):
                continue
            target, header = sheet.targets[place], sheet.table.headers[place]
            if (words := text(raw)) and _tells(target):
                said.append((header, words))
            if target is None:
                self._strange(sheet, number, header)
            elif target.asked is None:
                row.own[target.part] = raw
            else:
                _, given, headers = parts.setdefault(target.asked.name, (target.asked, {}, {}))
                given[target.part], headers[target.part] = raw, header
        for asked, given, headers in parts.values():
            self._answer(row, sheet, asked, given, headers, places)
        row.said.append((".".join(map(str, places)), sorted(said)))
        return row

    def _strange(self, sheet: _Sheet, number: int, header: str) -> None:
        """Said once: the first answer that would be lost."""
        if header not in sheet.strange and not passed(header):
            sheet.strange.add(header)
            self._flaws.add(sheet.table.title, number, header or "—", key("import.flaw.column"))

    def _answer(
        self,
        row: _Row,
        sheet: _Sheet,
        asked: Field,
        given: Mapping[str, Raw],
        headers: Mapping[str, str],
        places: Places,
    ) -> None:
        try:
            answer = self._values.read(asked, given)
        except Wrong as wrong:
            header = headers.get(wrong.part) or next(iter(headers.values()))
            self._flaws.add(sheet.table.title, row.number, header, wrong.said)
        else:
            if answer is not None:
                row.answers[key_of(asked.name, places)] = answer

    # ----------------------------------------------------------------------------- repeats

    def _repeats(self, parent: int, index: int, places: Places, whole: _Row) -> None:
        """The rows of the repeats right below a row, and of those below them."""
        for number, sheet in self._sheets.items():
            layout = self._known.layout.sheets[number]
            if number == 0 or layout.parent != parent:
                continue
            for place, found in enumerate(self._under(sheet, index), 1):
                where = (*places, place)
                row = self._row(sheet, found, where)
                whole.answers[key_of(layout.name, where)] = _YES
                whole.answers.update(row.answers)
                whole.said += [(layout.name, []), *row.said]
                self._repeats(number, self._index(row, sheet), where, whole)

    def _under(self, sheet: _Sheet, index: int) -> Iterator[tuple[int, Cells]]:
        while (found := sheet.peek()) is not None:
            above = _whole(sheet.own("_parent_index", found[1]))
            if above is not None and above > index:
                return
            sheet.take()
            if above == index:
                yield found
            else:
                self._orphan(sheet, found)

    def _left(self, sheet: _Sheet) -> Iterator[tuple[int, Cells]]:
        while (found := sheet.peek()) is not None and not self._flaws.full:
            sheet.take()
            yield found

    def _orphan(self, sheet: _Sheet, found: tuple[int, Cells]) -> None:
        said = key("import.flaw.parent", index=shown(text(sheet.own("_parent_index", found[1])) or "—"))
        self._flaws.add(sheet.table.title, found[0], "_parent_index", said)

    def _index(self, row: _Row, sheet: _Sheet) -> int:
        """The number by which rows of repeats name it; their place where they have none."""
        return _whole(row.own.get("_index")) or sheet.count

    # -------------------------------------------------------------------------- what is ours

    def checked(self, row: _Row, name: str, allowed: Sequence[str] | None = None) -> str:
        """A cell of ours; '' with a note where it may not be so."""
        found = text(row.own.get(name))
        known: Any = self._areas.by_code if name == "_area" else allowed
        if found and known is not None and found not in known:
            self.note(row, name, key(f"import.flaw.{name.strip('_')}", value=shown(found)))
            return ""
        return found

    def note(self, row: _Row, name: str, said: Text) -> None:
        """Something is wrong in a cell of ours."""
        self._flaws.add(self._sheets[0].table.title, row.number, name, said)


class Submissions:
    """Makes submissions of rows: when they were sent, and what they are called each time that they come."""

    def __init__(
        self, form: Form, versions: Mapping[str, Form], language: str, zone: tzinfo, now: datetime
    ) -> None:
        self._form, self._versions, self._zone, self._now = form, versions, zone, now
        self._language = language
        self._alike: Counter[str] = Counter()
        self._count = 0

    def made(self, reading: Reading, row: _Row) -> Imported:
        """One of them; what is wrong in its cells of ours is noted."""
        self._count += 1
        sent = self._sent(reading, row)
        uuid = text(row.own.get("_uuid")).removeprefix("uuid:")
        version = text(row.own.get("__version__"))
        private = self._form.private
        kept = {} if private else {name: text(row.own[name]) for name in _KEPT if name in row.own}
        return Imported(
            key=self._key(uuid, row),
            uuid=_hex(uuid),
            version=version if version in self._versions else self._form.version,
            answers={**row.answers, **kept},
            wave=text(row.own.get("_wave")),
            area=reading.checked(row, "_area"),
            happened=self._happened(reading, row),
            stage=self._stage(reading, row),
            language=text(row.own.get("_language")) or self._language,
            sent=sent or self._now + timedelta(microseconds=self._count),
            day=(sent or self._now).astimezone(self._zone).date().isoformat(),
            respondent=text(row.own.get("_respondent")),
            sex=text(row.own.get("_sex")),
            age_band=text(row.own.get("_age_band")),
            flags=tuple(text(row.own.get("_flags")).split()),
        )

    def _key(self, uuid: str, row: _Row) -> str:
        """From its UUID; without one from all that it says, and how many said the same before it.

        From the cells: another version of the form reads them otherwise. What is not taken in is no part of
        it: a telephone's number could be found from the rest by trying all numbers.
        """
        if not uuid:
            said = codecs.encode(row.said).decode()
            uuid = uuid5(NAMESPACE_OID, said).hex
            self._alike[uuid] += 1
            uuid = f"{uuid} {self._alike[uuid]}"
        return uuid5(NAMESPACE_OID, f"{self._form.name}\n{uuid}").hex

    def _sent(self, reading: Reading, row: _Row) -> datetime | None:
        """When; without an offset in UTC, as Kobo has it. A day alone is the day of the programme."""
        raw = row.own.get(_SENT)
        if raw is None or text(raw) == "":
            return None
        try:
            words = digits(text(raw))
            found = raw if isinstance(raw, datetime) else datetime.fromisoformat(words)
        except ValueError:
            reading.note(row, _SENT, key("import.flaw.moment", value=shown(raw)))
            return None
        is_day = len(text(raw)) == len("2026-03-05")
        return found if found.tzinfo else found.replace(tzinfo=self._zone if is_day else UTC)

    def _happened(self, reading: Reading, row: _Row) -> str:
        raw = row.own.get("_happened")
        try:
            return day(raw) if raw is not None and text(raw) else ""
        except Wrong as wrong:
            reading.note(row, "_happened", wrong.said)
            return ""

    def _stage(self, reading: Reading, row: _Row) -> str:
        found = reading.checked(row, "_stage", STAGES)
        approved = text(row.own.get("_validation_status")).lower() in _APPROVED
        return found or ("accepted" if approved else "sent")


def _tells(target: Target | None) -> bool:
    """Whether a cell is part of what a row says: an answer that is kept, and when it was sent."""
    return target is not None and (target.asked is not None or target.part == _SENT)


def _whole(raw: Raw) -> int | None:
    words = digits(text(raw))
    return int(words) if words.isdecimal() else None


def _hex(uuid: str) -> str:
    try:
        return UUID(uuid).hex
    except ValueError:
        return ""
