"""The REST surface: messages, media, the file behind the redirect, typing. Decoding and refusing only;
what a message then does is decided by the account (`FakeTwilio`)."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from tests.fakes.twilio import spec
from tests.fakes.twilio.contents import ContentApi
from tests.fakes.twilio.faults import REFUSALS, Call, Fault
from tests.fakes.twilio.records import Json, Record

if TYPE_CHECKING:
    from tests.fakes.twilio.account import Account

ACCOUNT = "/2010-04-01/Accounts/{AccountSid}.json"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
MEDIA_LIST = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json"
MEDIA = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json"
FILE = MEDIA.removesuffix(".json")
Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """A coded answer, thrown by any check on the way."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Api:
    """`cut` resets the connection of a request; whoever serves the account sets it."""

    cut: Callable[[Scope], None]

    def __init__(self, account: "Account") -> None:
        self.account = account

    def routes(self) -> Starlette:
        return Starlette(
            routes=[
                Route(MESSAGES, self.guarded(Call.CREATE, self.create), methods=["POST"]),
                Route(MESSAGES, self.guarded(Call.LIST, self.list_messages), methods=["GET"]),
                Route(MESSAGE, self.guarded(Call.FETCH, self.fetch), methods=["GET"]),
                Route(MESSAGE, self.guarded(Call.FETCH, self.delete), methods=["DELETE"]),
                Route(MEDIA_LIST, self.guarded(Call.FETCH, self.list_media), methods=["GET"]),
                Route(MEDIA, self.guarded(Call.MEDIA, self.delete_media), methods=["DELETE"]),
                Route(FILE, self.guarded(Call.MEDIA, self.file), methods=["GET"]),
                Route("/cdn/{Sid}", self.cdn, methods=["GET"]),
                Route(ACCOUNT, self.guarded(Call.FETCH, self.tell_account), methods=["GET"]),
                Route("/v2/Channels/Senders", self.guarded(Call.FETCH, self.list_senders), methods=["GET"]),
                Route("/v2/Indicators/Typing.json", self.guarded(Call.TYPING, self.typing), methods=["POST"]),
                *ContentApi(self.account).routes(self.guarded),
            ]
        )

    def guarded(self, call: Call, handler: Handler) -> Handler:
        """Credentials and scripted trouble before every call; refusals as Twilio writes them."""

        async def answer(request: Request) -> Response:
            try:
                self._authenticate(request)
                if call is not Call.CREATE:
                    stumbled = await self.stumble(request, self.account.faults.take(call))
                    if stumbled is not None:
                        return stumbled
                return await handler(request)
            except Refused as refused:
                return _refusal(refused.code)

        return answer

    async def create(self, request: Request) -> Response:
        form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
        self._check("post", MESSAGES, form)
        fault = self.account.faults.take(Call.CREATE, dict(form).get("To"))
        if fault is not None:
            self.account.struck.append(dict(form).get("Body", ""))
        after = fault in (Fault.HANG_AFTER, Fault.CUT_AFTER, Fault.GARBAGE_AFTER)
        if not after:
            stumbled = await self.stumble(request, fault)
            if stumbled is not None:
                return stumbled
        record = self.account.accept(form)
        if after:
            self.account.swallowed.append(record)
            return await self.stumble(request, fault) or Response(status_code=504)
        if self.account.callbacks_first:
            await self.account.settle()
        body = record.as_json(self.account.sid)
        return self._answer("post", MESSAGES, 201, body)

    async def list_messages(self, request: Request) -> Response:
        query = list(request.query_params.multi_items())
        self._check("get", MESSAGES, query)
        asked = dict(query)
        size, page = min(int(asked.get("PageSize", 50)), 1000), int(asked.get("Page", 0))
        found = [r for r in self.account.newest_first() if _matches(r, asked)]
        start = _start(found, asked.get("PageToken"), page * size)
        rows = found[start : start + size]
        base = f"/2010-04-01/Accounts/{self.account.sid}/Messages.json"
        plain = {k: v for k, v in asked.items() if k not in ("Page", "PageToken", "PageSize")}
        following = None
        if start + size < len(found):
            token = "PA" + rows[-1].sid
            following = (
                f"{base}?{urlencode(plain | {'PageSize': size, 'Page': page + 1, 'PageToken': token})}"
            )
        body = _page(base, plain, size, page, start, following)
        body["messages"] = [record.as_json(self.account.sid) for record in rows]
        return self._answer("get", MESSAGES, 200, body)

    async def fetch(self, request: Request) -> Response:
        return self._answer("get", MESSAGE, 200, self._record(request, "Sid").as_json(self.account.sid))

    async def delete(self, request: Request) -> Response:
        del self.account.records[self._record(request, "Sid").sid]
        return Response(status_code=204)

    async def list_media(self, request: Request) -> Response:
        record = self._record(request, "MessageSid")
        base = f"/2010-04-01/Accounts/{self.account.sid}/Messages/{record.sid}/Media.json"
        body = _page(base, {}, 50, 0, 0, None)
        body["media_list"] = [record.media_json(medium, self.account.sid) for medium in record.media]
        return self._answer("get", MEDIA_LIST, 200, body)

    async def delete_media(self, request: Request) -> Response:
        record = self._record(request, "MessageSid")
        kept = [medium for medium in record.media if medium.sid != request.path_params["Sid"]]
        if len(kept) == len(record.media):
            raise Refused(20404)
        record.media = kept
        return Response(status_code=204)

    async def file(self, request: Request) -> Response:
        """Like Twilio: the credentials are asked for here, and the bytes lie elsewhere."""
        sid = request.path_params["Sid"]
        if all(medium.sid != sid for medium in self._record(request, "MessageSid").media):
            raise Refused(20404)
        return RedirectResponse(self.account.cdn_target.format(url=self.account.url, sid=sid), 307)

    async def cdn(self, request: Request) -> Response:
        if "authorization" in request.headers:
            self.account.violations.append("credentials were sent to the host behind the redirect")
        stumbled = await self.stumble(request, self.account.faults.take(Call.CDN))
        if stumbled is not None:
            return stumbled
        for record in self.account.records.values():
            for medium in record.media:
                if medium.sid == request.path_params["Sid"]:
                    return Response(medium.data, media_type=medium.content_type)
        return Response(status_code=404)

    async def typing(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        if set(form) != {"channel", "messageId"} or form["channel"] != "whatsapp":
            self.account.violations.append(f"typing indicator with {sorted(form)}")
        if form.get("messageId") not in self.account.records:
            raise Refused(20404)
        self.account.typing.append(form["messageId"])
        return JSONResponse({"success": True})

    async def tell_account(self, request: Request) -> Response:
        return JSONResponse({"sid": self.account.sid, "status": "active", "type": "Full"})

    async def list_senders(self, request: Request) -> Response:
        """The sandbox's sender is not among them; ours is."""
        status = "ONLINE" if self.account.sender_enabled else "OFFLINE"
        sender = {"sid": "XE0", "sender_id": self.account.sender, "status": status}
        return JSONResponse({"senders": [sender], "meta": {"key": "senders", "page_size": 100}})

    async def stumble(self, request: Request, fault: Fault | int | None) -> Response | None:
        """The answer of a scripted fault, or None to go on."""
        match fault:
            case None:
                return None
            case Fault.SERVER_ERROR:
                body = {"code": 20500, "message": "Internal Server Error", "status": 500}
                return JSONResponse(body, 500)
            case Fault.BAD_GATEWAY:
                return HTMLResponse("<html><body><h1>502 Bad Gateway</h1></body></html>", 502)
            case Fault.GARBAGE | Fault.GARBAGE_AFTER:
                return Response(b"\x00<<<{]", 201)
            case Fault.CUT_BEFORE | Fault.CUT_AFTER:
                self.cut(request.scope)
                return Response(status_code=504)
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                await self._hang(request)
                return Response(status_code=504)
            case int():
                return _refusal(fault)

    async def _hang(self, request: Request) -> None:
        while not self.account.closing and not await request.is_disconnected():  # noqa: ASYNC110 - two causes
            await asyncio.sleep(0.01)

    def _authenticate(self, request: Request) -> None:
        right = base64.b64encode(f"{self.account.sid}:{self.account.auth_token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {right}" or self.account.suspended:
            raise Refused(20003)
        if request.path_params.get("AccountSid", self.account.sid) != self.account.sid:
            raise Refused(20404)

    def _record(self, request: Request, name: str) -> Record:
        record = self.account.records.get(request.path_params[name])
        if record is None:
            raise Refused(20404)
        return record

    def _check(self, method: str, path: str, form: list[tuple[str, str]]) -> None:
        known = spec.load()
        if known is not None:
            self.account.violations += known.request(method, path, form)

    def _answer(self, method: str, path: str, status: int, body: Json) -> Response:
        known = spec.load()
        if known is not None:
            self.account.violations += known.response(method, path, status, json.loads(json.dumps(body)))
        return JSONResponse(body, status)


def _refusal(code: int) -> Response:
    status, message = REFUSALS[code]
    more = f"https://www.twilio.com/docs/errors/{code}"
    return JSONResponse({"code": code, "message": message, "more_info": more, "status": status}, status)


def _matches(record: Record, asked: dict[str, str]) -> bool:
    sent = record.sent or record.created
    for name, value in asked.items():
        if name == "To" and record.to != value:
            return False
        if name == "From" and record.sender != value:
            return False
        if name == "DateSent" and sent.date() != _moment(value).date():
            return False
        if name == "DateSent>" and sent < _moment(value):
            return False
        if name == "DateSent<" and sent > _moment(value) + timedelta(days=len(value) == 10):
            return False
    return True


def _moment(text: str) -> datetime:
    """A day, or a moment in UTC."""
    return datetime.fromisoformat(text if len(text) > 10 else text + "T00:00:00+00:00")


def _start(found: list[Record], token: str | None, otherwise: int) -> int:
    """Pages go on after the row that the token names, so a message that arrives meanwhile shifts nothing."""
    sids = ["PA" + record.sid for record in found]
    return sids.index(token) + 1 if token in sids else otherwise


def _page(base: str, query: dict[str, str], size: int, page: int, start: int, following: str | None) -> Json:
    def uri(number: int) -> str:
        return f"{base}?{urlencode(query | {'PageSize': str(size), 'Page': str(number)})}"

    return {
        "end": start + size - 1,
        "first_page_uri": uri(0),
        "next_page_uri": following,
        "page": page,
        "page_size": size,
        "previous_page_uri": uri(page - 1) if page else None,
        "start": start,
        "uri": uri(page),
    }
