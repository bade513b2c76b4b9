"""The ledger: what people said and the providers saw, against what the database says. Both must be one.

- Every message that was acknowledged is in the inbox, at each kill and at the end.
- Everybody is there once, as they said; every form that was finished is there once, with its answers.
- Every reply has arrived. One that arrived twice is one whose outcome nobody could know: it was being sent
  at a kill, or the provider took it and its answer was swallowed. No campaign message arrived twice.
- Nothing is left over: no errand, no turn that raised, nothing queued.
- Everybody can go on.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bot.core.channel import AddressKey
from bot.storage import codecs, persons, private_answers, submissions
from bot.storage.database import Tx
from bot.storage.keys import address_hash
from bot.storage.posting import CAMPAIGN, REMINDER
from bot.storage.schema import (
    address_keys,
    address_persons,
    campaigns,
    errands,
    failures,
    inbox,
    media,
    outgoing,
    outgoing_refs,
    recipients,
    thread_messages,
)
from bot.storage.schema import persons as people
from bot.storage.schema import private_answers as private
from bot.storage.schema import submissions as sent_forms
from bot.storage.threads import CONTEXT as LETTER
from tests.fakes.telegram.people import visible
from tests.faults import figures
from tests.faults.acknowledged import acknowledged
from tests.faults.city import City
from tests.faults.crowd import CHANGES, Resident

ARRIVED = {"sent", "delivered", "read"}
ORDER = {"sent": 1, "delivered": 2, "read": 3}
CONFLICT = 409
TICKS = 900
_WAITING = select(outgoing.c.state, outgoing.c.reason, func.count()).where(
    outgoing.c.state.in_(("queued", "sending"))
)
_TO_COME = select(recipients.c.state, recipients.c.reason, recipients.c.due_at).where(
    recipients.c.state == "waiting"
)
_GOING = select(campaigns.c.state, campaigns.c.why).where(campaigns.c.state == "running")
_WANTED = select(media.c.state, media.c.last_error).where(media.c.state == "wanted")
# A reminder that a message still waits for an answer is due hours later, and lost by nobody.
_UNDONE = select(errands.c.kind, errands.c.state, errands.c.last_error).where(
    errands.c.state != "done", errands.c.kind != "overdue"
)


async def settled(place: City) -> None:
    """Until nothing waits any more, on either side."""
    assert await place.telegram.updates.settled(60), f"Telegram still has updates\n{place.program.tail()}"
    left: list[Any] = []
    async with place.beside() as database:
        for _ in range(TICKS):
            await place.twilio.settle()
            async with database.read() as tx:
                waiting = await tx.execute(_WAITING.group_by(outgoing.c.state, outgoing.c.reason))
                others = [await tx.execute(wanted) for wanted in (_UNDONE, _WANTED, _TO_COME, _GOING)]
                left = [*waiting.all(), *(row for found in others for row in found)]
            if not left:
                return
            await asyncio.sleep(0.1)
    raise AssertionError(f"this still waits: {left}\n{place.program.tail()}")


async def balance(place: City, residents: Sequence[Resident]) -> None:
    """Settle, compare, add to the figures; fails with what does not agree."""
    await settled(place)
    async with place.beside() as database, database.read() as tx:
        ledger = Ledger(place, residents, tx)
        await ledger.compare()
    ledger.note()
    assert not ledger.problems, "\n".join(ledger.problems[:20])


@dataclass
class Ledger:
    """Two sides, and what does not agree."""

    place: City
    residents: Sequence[Resident]
    tx: Tx
    problems: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    _doubts: Counter[str] = field(default_factory=Counter)

    async def compare(self) -> None:
        self._doubts = Counter(self.place.doubts)
        await self._inbox()
        await self._people()
        await self._surveys()
        await self._sent()
        await self._nothing_left()

    def note(self) -> None:
        """To the figures of this session."""
        figures.note(**self.counted, people=len(self.residents))

    def _lost(self, said: str) -> None:
        self.problems.append(f"lost: {said}")
        self.counted["lost"] += 1

    def _twice(self, said: str) -> None:
        self.problems.append(f"twice: {said}")
        self.counted["twice"] += 1

    # ------------------------------------------------------------------------------------- inbox

    async def _inbox(self) -> None:
        known = {bytes(row.dedupe) for row in await self.tx.execute(select(inbox.c.dedupe))}
        promised = acknowledged(self.place)
        for said in self.place.lost:
            self._lost(f"{said}, acknowledged before a kill")
        for hash_, said in promised.items():
            if hash_ not in known:
                self._lost(said)
        self.counted["in"] = len(known)

    # ------------------------------------------------------------------------------------ people

    async def _people(self) -> None:
        for one in self.residents:
            ids = await self._person(one)
            if len(ids) != 1:
                (self._twice if ids else self._lost)(f"{one.who.name}: {len(ids)} persons")
                continue
            await self._as_said(one, ids[0])
        registered = select(func.count()).select_from(people).where(people.c.registered)
        count = (await self.tx.execute(registered)).scalar_one()
        expected = sum(one.registered for one in self.residents)
        if count != expected:
            self.problems.append(f"{count} registered persons instead of {expected}")

    async def _person(self, one: Resident) -> list[str]:
        channel, key = one.key
        hash_ = address_hash(self.place.sealer, channel, AddressKey(*key))
        joined = select(address_persons.c.person_id).join(
            address_keys, address_keys.c.address_id == address_persons.c.address_id
        )
        return list((await self.tx.execute(joined.where(address_keys.c.hash == hash_))).scalars())

    async def _as_said(self, one: Resident, id_: str) -> None:
        sealer, who = self.place.sealer, one.who
        person = await persons.get(self.tx, sealer, id_)
        sex = {"أنثى": "female", "ذكر": "male"}[who.sex]
        if person is None or (person.name, person.sex, person.birth_year) != (who.name, sex, int(who.year)):
            self.problems.append(f"{who.name} is stored as {person}")
        reports = await submissions.mine(self.tx, sealer, id_, "report", 100)
        stored = Counter((str(report.answers.get("ir1n")), report.reference) for report in reports)
        self._same(f"reports of {who.name}", stored, Counter(one.reports.items()))
        ids = [report.id for report in reports]
        kept = await self.tx.execute(select(media.c.state).where(media.c.submission_id.in_(ids)))
        photos = Counter(row.state for row in kept)
        self._same(f"photos of {who.name}", photos, Counter({"kept": one.photos} if one.photos else {}))
        rows = await self.tx.execute(select(thread_messages.c.body).where(thread_messages.c.person_id == id_))
        letters = Counter(sealer.open(row.body, LETTER).decode() for row in rows)
        self._same(f"letters of {who.name}", letters, Counter(one.letters))
        forms = await self.tx.execute(select(sent_forms.c.form).where(sent_forms.c.person_id == id_))
        for form, times in Counter(row.form for row in forms).items():
            if form not in {"report", "human"} and times > 1:
                self._twice(f"{form} of {who.name}")

    def _same(self, what: str, stored: Counter[Any], said: Counter[Any]) -> None:
        for one in said - stored:
            self._lost(f"{what}: {one}")
        for one in stored - said:
            self._twice(f"{what}: {one}")

    async def _surveys(self) -> None:
        """Of nobody in particular, so all of them together."""
        sealer = self.place.sealer
        rows = [row for _, row in await private_answers.intake(self.tx, sealer)]
        found = [row["answers"] for row in rows]
        mixed = await self.tx.execute(select(private.c.answers))
        found += [codecs.decode(dict, sealer.open(row.answers, private_answers.ANSWERS)) for row in mixed]
        said = Counter(CHANGES[answer] for one in self.residents for answer in one.pulses)
        self._same("surveys", Counter(str(answers.pop("p16", "")) for answers in found), said)
        if any(answers != found[0] for answers in found):
            self.problems.append(f"people who answered alike: {found}")

    # ----------------------------------------------------------------------------------- sending

    async def _sent(self) -> None:
        rows = list(await self.tx.execute(_OUT))
        asked: dict[str, list[Any]] = defaultdict(list)
        for row in rows:
            if row.stamp and row.state in ARRIVED:
                asked[row.person_id].append(row)
        for row in rows:
            self._arrived(row, asked[row.person_id])
        self.counted["out"] = sum(row.state in ARRIVED for row in rows)
        self.counted["campaign"] = sum(row.priority == CAMPAIGN for row in rows)
        by_id = {row.id: row for row in rows}
        await self._by_telegram(by_id)
        self._by_twilio(by_id)
        self._callbacks(by_id)
        await self._campaign(by_id)

    def _arrived(self, row: Any, asked: Sequence[Any]) -> None:
        """Replies and notices, all of them; reminders, unless the next question reached the person first."""
        if row.state in ARRIVED or (
            row.state == "skipped" and row.reason in {"private", "nothing_to_change"}
        ):
            return
        passed = any(one.seq > row.seq and one.stamp > row.stamp for one in asked)
        if row.priority == REMINDER and row.reason == "superseded" and passed:
            return
        if row.priority != CAMPAIGN:
            self._lost(f"a {row.kind} of {row.channel}: {row.state} {row.reason}")

    async def _by_telegram(self, rows: Mapping[str, Any]) -> None:
        """A post that no row knows of is a repetition. Campaign messages are counted by themselves."""
        owners: dict[int, str] = {}
        for ref in await self.tx.execute(select(outgoing_refs.c.provider_id, outgoing_refs.c.outgoing_id)):
            row = rows.get(ref.outgoing_id)
            if row is not None and row.channel == "telegram":
                owners[int(ref.provider_id)] = ref.outgoing_id
        chats = self.place.telegram.world.chats.values()
        posts = {post.id: post for chat in chats for post in chat.posts if not post.mine}
        for id_, owner in owners.items():
            if id_ not in posts:
                self._lost(f"message {id_} of {owner}, which Telegram never had")
        swallowed = {
            answer["result"]["message_id"]
            for answer in self.place.telegram.swallowed
            if isinstance(answer.get("result"), dict) and "message_id" in answer["result"]
        }
        texts = {(posts[i].chat.id, visible(posts[i].text)): o for i, o in owners.items() if i in posts}
        for id_ in posts.keys() - owners.keys():
            post = posts[id_]
            if any(words in visible(post.text) for words in self.place.campaign.values()):
                continue
            row = texts.get((post.chat.id, visible(post.text)))
            self._again(row, rows, f"«{post.text[:60]}» in {post.chat.id}", id_ in swallowed)

    def _by_twilio(self, rows: Mapping[str, Any]) -> None:
        """Twilio is told the row in the address of the callback."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self.place.twilio.records.values():
            if record.direction != "inbound" and record.callback:
                groups[record.callback.rpartition("=")[2], record.body].append(record.sid)
        swallowed = {record.sid for record in self.place.twilio.swallowed}
        for (row, body), sids in groups.items():
            sids.sort(key=lambda sid: sid not in swallowed)
            for sid in sids[: len(sids) - 1]:
                self._again(row, rows, f"«{body[:60]}»", sid in swallowed)

    def _again(self, id_: str | None, rows: Mapping[str, Any], said: str, swallowed: bool) -> None:
        """A message that arrived once more than it should: only where nobody could know."""
        row = rows.get(id_ or "")
        if row is not None and row.priority == CAMPAIGN:
            self._twice(f"a campaign message: {said}")
        elif swallowed:
            self.counted["repeated"] += 1
        elif row is not None and self._doubts[row.id] > 0:
            self._doubts[row.id] -= 1
            self.counted["repeated"] += 1
        else:
            self._twice(f"{said}, though its outcome was known")

    def _callbacks(self, rows: Mapping[str, Any]) -> None:
        """What Twilio has told of a message, in whatever order and however often, is how it stands."""
        for posted in self.place.twilio.outward.posted:
            told = posted.fields.get("MessageStatus", "")
            row = rows.get(posted.url.rpartition("=")[2])
            if posted.status != 200 or told not in ORDER or row is None:
                continue
            if ORDER.get(row.state, -1) < ORDER[told]:
                self.problems.append(f"{told} was told, and the row is {row.state}")

    async def _campaign(self, rows: Mapping[str, Any]) -> None:
        """Once for everybody; not at all only where nobody could know whether it had arrived."""
        struck = " ".join(self._struck())
        for one in await self.tx.execute(select(recipients)):
            person = await persons.get(self.tx, self.place.sealer, one.person_id)
            row = rows.get(one.outgoing_id or "")
            if person is None or row is None:
                self._lost(f"{self.place.campaign[one.campaign_id]}: {one.state} {one.reason}")
                continue
            words = f"{self.place.campaign[one.campaign_id]} {person.name}."
            seen = self.place.seen(words)
            if seen > 1:
                self._twice(f"{words}: {seen} times")
            doubtful = row.state == "unknown" and (self.place.doubts[row.id] or words in struck)
            if not doubtful and (row.state not in ARRIVED or seen != 1):
                self._lost(f"{words}: {row.state} {row.reason}, seen {seen} times")

    def _struck(self) -> Iterator[str]:
        """The words of messages that met a fault."""
        yield from map(visible, self.place.twilio.struck)
        for made in self.place.telegram.calls:
            if made.answer is None:
                yield visible(made.params.get("text", ""))

    # -------------------------------------------------------------------------------------- rest

    async def _nothing_left(self) -> None:
        for row in await self.tx.execute(select(failures.c.error)):
            self.problems.append(f"a turn raised: {row.error}")
        calls = self.place.telegram.calls
        both = [
            call for call in calls if call.answer is not None and call.answer.get("error_code") == CONFLICT
        ]
        if len(both) > self.place.kills:
            self.problems.append(f"{len(both)} times two processes polled at once")
        for one in self.residents:
            if not one.back:
                self.problems.append(f"{one.who.name} cannot go on")


_OUT = select(
    outgoing.c.id,
    outgoing.c.channel,
    outgoing.c.priority,
    outgoing.c.kind,
    outgoing.c.state,
    outgoing.c.reason,
    outgoing.c.person_id,
    outgoing.c.seq,
    outgoing.c.stamp,
).where(outgoing.c.fleeting.is_(False))
