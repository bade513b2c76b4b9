"""The account: what is stored, which rules a message meets, and how its states are told.

A message is accepted or refused at once; everything else (window, recipient, media, states) happens
afterwards in a task of its own, as at Twilio, and is told by callbacks. `settle` waits for those tasks.
"""

import asyncio
import json
import re
import secrets
from collections.abc import Coroutine, Iterable

from starlette.types import ASGIApp

from tests.fakes.twilio.api import Refused
from tests.fakes.twilio.clock import Clock
from tests.fakes.twilio.faults import Call, Fault, Faults, Planned
from tests.fakes.twilio.outward import Outward, Posted
from tests.fakes.twilio.people import Person
from tests.fakes.twilio.records import Button, Content, Form, Medium, Record, Told, new_sid

ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
BODY_LIMIT = 1600


class Account:
    """One Twilio account with one WhatsApp sender."""

    url = ""

    def __init__(self) -> None:
        self.sid = new_sid("AC")
        self.auth_token = secrets.token_hex(16)
        self.sender = "whatsapp:+15550102030"
        self.clock = Clock()
        self.records: dict[str, Record] = {}
        self.people: list[Person] = []
        self.contents: dict[str, Content] = {}
        self.faults = Faults()
        self.violations: list[str] = []
        self.swallowed: list[Record] = []
        self.struck: list[str] = []
        self.typing: list[str] = []
        self.outward = Outward(self.violations)
        self.webhook_url = ""
        self.webhooks_lost = False
        self.callbacks_first = False
        self.suspended = False
        self.sender_enabled = True
        self.closing = False
        self.cdn_target = "{url}/cdn/{sid}"
        self.changed = asyncio.Event()
        self._later: list[tuple[int, str | None]] = []
        self._stories: list[tuple[Told, ...]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # -------------------------------------------------------------------------- what a test sets up

    async def connect(
        self,
        public_url: str,
        *,
        at: str | None = None,
        app: ASGIApp | None = None,
        path: str = "/whatsapp/webhook",
    ) -> None:
        """Where our webhook is configured, and where it is really reached (an address or an ASGI app)."""
        self.webhook_url = public_url.rstrip("/") + path
        await self.outward.aim(public_url, at, app)

    def person(
        self,
        phone: str | None = None,
        *,
        bsuid: str | None = None,
        parent_bsuid: str = "",
        name: str = "ليلى",
    ) -> Person:
        """Somebody on WhatsApp: with a phone number, or known by a business-scoped id only."""
        person = Person(self, phone, bsuid or "JO." + new_sid("")[:18], parent_bsuid, name)
        self.people.append(person)
        return person

    def content(self, body: str, *buttons: Button, approved: bool = True) -> Content:
        """A Content object; approved ones may be sent outside the window."""
        content = Content(new_sid("HX"), body, buttons, state="approved" if approved else "unsubmitted")
        self.contents[content.sid] = content
        return content

    def decide(self, name: str, state: str, *, category: str = "", reason: str = "") -> None:
        """What Meta says of everything it was shown under a name that begins so."""
        for content in self.contents.values():
            if content.title.startswith(name) and content.title:
                content.state, content.reason = state, reason
                content.category = category or content.category

    def fail(
        self, fault: Fault | int, *, times: int = 1, call: Call = Call.CREATE, to: Person | None = None
    ) -> Planned:
        """The next calls of this kind meet trouble at once: a `Fault`, or a code of `REFUSALS`."""
        return self.faults.add(fault, times, call, to.address if to else None)

    def fail_later(self, code: int, *, times: int = 1, to: Person | None = None) -> None:
        """The next messages are accepted, and then their callback says *undelivered* with this code."""
        self._later += [(code, to.address if to else None)] * times

    def tell(self, *told: Told | str) -> None:
        """Scripts the callbacks of the next accepted message, in this order: repeated, reversed, or none."""
        self._stories.append(tuple(Told(t) if isinstance(t, str) else t for t in told))

    def rotate_token(self) -> str:
        """A new auth token: calls with the old one are refused and webhooks are signed with the new one."""
        self.auth_token = secrets.token_hex(16)
        return self.auth_token

    # --------------------------------------------------------------------------------- what it does

    def accept(self, form: Form) -> Record:
        """Store an outgoing message, or refuse it with a code."""
        fields = dict(form)
        media_urls = [value for name, value in form if name == "MediaUrl"]
        self._judge(fields, media_urls)
        now = self.clock.now()
        content = self._shown(fields)
        record = Record(
            sid=new_sid("MM" if media_urls else "SM"),
            direction="outbound-api",
            sender=fields["From"],
            to=fields["To"],
            body=content.body if content else fields.get("Body", ""),
            status="queued",
            created=now,
            media_urls=media_urls,
            callback=fields.get("StatusCallback"),
            content=content,
        )
        self.records[record.sid] = record
        story = self._stories.pop(0) if self._stories else (Told("sent"), Told("delivered"))
        self.spawn(self._carry(record, story))
        return record

    async def receive(self, record: Record) -> Posted | None:
        """An incoming message: kept for the list, then announced, unless webhooks are being lost."""
        self.records[record.sid] = record
        if self.webhooks_lost or not self.webhook_url:
            return None
        return await self.outward.post(self.webhook_url, record.form, self.auth_token)

    async def call_back(self, record: Record, told: Told) -> None:
        """Post one status callback, signed; the resource itself only moves forward."""
        record.advance(told.status, told.error_code)
        if record.callback is None:
            return
        form = [
            ("ChannelInstallSid", "XE" + record.sid[2:]),
            ("SmsSid", record.sid),
            ("SmsStatus", told.status),
            ("MessageStatus", told.status),
            ("ChannelToAddress", record.to),
            ("To", record.to),
            ("ChannelPrefix", "whatsapp"),
            ("MessageSid", record.sid),
            ("AccountSid", self.sid),
            ("From", record.sender),
            ("ApiVersion", "2010-04-01"),
        ]
        if told.error_code is not None:
            form.append(("ErrorCode", str(told.error_code)))
        await self.outward.post(record.callback, form, self.auth_token)

    def _shown(self, fields: dict[str, str]) -> Content | None:
        """The Content object that is sent, with its values put in."""
        content = self.contents.get(fields.get("ContentSid", ""))
        if content is None:
            return None
        values = json.loads(fields.get("ContentVariables", "{}"))
        if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
            self.violations.append("ContentVariables are not texts by name")
            return content
        if missing := content.named() - set(values) - set(content.samples):
            self.violations.append(f"nothing fills {sorted(missing)}")
        shown = content.filled(values)
        self.violations += shown.flaws() if shown.buttons else []
        return shown

    def newest_first(self) -> Iterable[Record]:
        return reversed(self.records.values())

    def find(self, address: str) -> Person | None:
        return next((p for p in self.people if address in (p.address, f"whatsapp:{p.bsuid}")), None)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)

    async def settle(self) -> None:
        """Until everything that was accepted has met its fate and told it."""
        while self._tasks:
            done, _ = await asyncio.wait(self._tasks)
            self._tasks -= done
            for task in done:
                task.result()

    async def cancel(self) -> None:
        self.closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -------------------------------------------------------------------------------------- its rules

    def _judge(self, fields: dict[str, str], media_urls: list[str]) -> None:
        if "To" not in fields:
            raise Refused(21604)
        if not ADDRESS.fullmatch(fields["To"]):
            raise Refused(21211)
        if "From" not in fields:
            raise Refused(21603)
        if fields["From"] != self.sender or not self.sender_enabled:
            raise Refused(63007)
        if fields["To"] == self.sender:
            raise Refused(63031)
        if "ContentSid" in fields:
            self._judge_content(fields, media_urls)
        elif not fields.get("Body") and not media_urls:
            raise Refused(21619)
        if len(fields.get("Body", "").encode("utf-16-le")) // 2 > BODY_LIMIT:
            raise Refused(21617)
        if len(media_urls) > 1:
            self.violations.append("WhatsApp carries one medium per message; the others are dropped")
        person = self.find(fields["To"])
        if person is not None and person.opted_out:
            raise Refused(21610)

    def _judge_content(self, fields: dict[str, str], media_urls: list[str]) -> None:
        if fields["ContentSid"] not in self.contents:
            raise Refused(21655)
        if "Body" in fields or media_urls:
            self.violations.append("Body or MediaUrl beside ContentSid")

    async def _carry(self, record: Record, story: tuple[Told, ...]) -> None:
        error, media = await self._fate(record)
        if error:
            await self.call_back(record, Told("undelivered", error))
            return
        record.sent = self.clock.now()
        record.media = media
        person = self.find(record.to)
        if person is not None:
            person.show(record)
        for told in story:
            await self.call_back(record, told)

    async def _fate(self, record: Record) -> tuple[int, list[Medium]]:
        """The error that meets this message (0: none), and the media that were fetched for it."""
        for code, to in self._later:
            if to in (None, record.to):
                self._later.remove((code, to))
                return code, []
        person = self.find(record.to)
        if person is None or not person.on_whatsapp:
            return 63024, []
        approved = record.content is not None and record.content.approved
        if not approved and not person.window_open:
            return 63016, []
        media = []
        for url in record.media_urls[:1]:
            code, kind, data = await self.outward.fetch_media(url)
            if code:
                return code, []
            media.append(Medium(new_sid("ME"), kind, data, self.clock.now()))
            if record.body and not kind.startswith(("image/", "video/")):
                self.violations.append(f"the text beside {kind} never reaches the person")
        return 0, media
