"""The fake itself: the Bot API over HTTP on loopback, in front of the world that people live in.

`async with FakeTelegram() as tg:` serves it; `tg.url` and `tg.token` are what a bot needs to know.
Every call is kept in `tg.calls`, every departure from the published description in `tg.violations`,
and in `tg.swallowed` what a call did that was carried out though its answer never left.
"""

import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.fakes.loopback import Loopback, serve
from tests.fakes.telegram import fault
from tests.fakes.telegram.fault import ApiError, Fault, Faults, Planned
from tests.fakes.telegram.methods import METHODS, Call, Upload
from tests.fakes.telegram.people import Group, Person
from tests.fakes.telegram.spec import answer_problems, request_problems
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import Chat, World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A call that arrived, and what was answered; nothing when the answer never left."""

    method: str
    params: dict[str, str]
    files: tuple[str, ...]
    answer: Json | None

    def object(self, name: str) -> Any:
        """A parameter that is JSON inside the form."""
        return json.loads(self.params[name])


class FakeTelegram:
    """The Bot API for one bot."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.world = World(clock)
        self.violations: list[str] = []
        self.updates = Updates(self.world, self.violations)
        self.faults = Faults()
        self.calls: list[Made] = []
        self.swallowed: list[Json] = []
        self.token = f"{self.world.bot['id']}:invented-token-of-the-fake-bot"
        self._open = contextlib.AsyncExitStack()
        self._loopback: Loopback

    async def __aenter__(self) -> Self:
        routes = [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]
        self.updates.session = await self._open.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        )
        self._loopback = await self._open.enter_async_context(serve(Starlette(routes=routes)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.updates.close()
        await self._open.aclose()

    @property
    def url(self) -> str:
        """What stands in place of https://api.telegram.org."""
        return self._loopback.url

    @property
    def username(self) -> str:
        """The bot's name in links."""
        return str(self.world.bot["username"])

    # --- who there is

    def person(self, id: int, name: str, language: str | None = "ar", *, started: bool = False) -> Person:
        """Somebody with Telegram; `started`: who has already pressed Start, some time ago."""
        user = {"id": id, "is_bot": False, "first_name": name}
        user |= {"language_code": language} if language else {}
        chat = Chat(id, "private", {"first_name": name}, reachable=started)
        self.world.chats[id] = chat
        return Person(self.world, self.updates, chat, user)

    def group(self, id: int, title: str, kind: str = "supergroup") -> Group:
        """A group without the bot; `add_bot` lets it in."""
        assert id < 0, "ids of groups are negative"
        chat = Chat(id, kind, {"title": title}, refusal="Forbidden: bot is not a member of the chat")
        self.world.chats[id] = chat
        return Group(self.world, self.updates, chat)

    def push(self, kind: str, content: Json) -> None:
        """An update of any kind, also of kinds that no one has heard of."""
        self.updates.allowed = [*self.updates.allowed, kind] if self.updates.allowed else self.updates.allowed
        _ = self.updates.push(kind, content, (kind, 0))

    # --- what goes wrong

    def fail(
        self, method: str, what: Fault, *, chat: int | None = None, times: int | None = 1, after: int = 0
    ) -> Planned:
        """The next `times` calls of `method` ('*': any; 'download': fetching a file) fail like this."""
        return self.faults.plan(method, what, chat=chat, times=times, after=after)

    # --- what was asked

    def sent(self, method: str) -> list[Made]:
        """The calls of one method, in order."""
        return [made for made in self.calls if made.method == method]

    def setting(self, method: str, language: str = "", scope: str = "default") -> Any:
        """What `setMyCommands`, `setMyName` … last set for a language and a scope."""
        return self.world.settings.get(method, {}).get((language, scope))

    async def wait_for_call(self, method: str, count: int = 1, within: float = 5) -> list[Made]:
        """Wait until a method was called so many times."""
        made = await self.world.until(
            lambda: calls if len(calls := self.sent(method)) >= count else None, within
        )
        assert made is not None, f"{method}: {len(self.sent(method))} of {count} calls within {within} s"
        return made

    # --- HTTP

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != self.token:
            return _json(fault.ApiError(401, "Unauthorized").body())
        call = await self._read(request, method)
        what = self.faults.strike(method, call.chat_id)
        if what is None:
            return _json(self._note(call, await self._carry_out(call, request)))
        if what.accepted:
            self.swallowed.append(await self._carry_out(call, request))
        return await self._fail(request, call, what)

    async def _read(self, request: Request, method: str) -> Call:
        params = dict(request.query_params)
        files: dict[str, Upload] = {}
        if request.headers.get("content-type", "").startswith("application/json"):
            said = await request.json()
            params |= {
                name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()
            }
        else:
            async with request.form(max_part_size=4_000_000) as form:
                for name, value in form.items():
                    if isinstance(value, UploadFile):
                        mime = value.content_type or "application/octet-stream"
                        files[name] = Upload(await value.read(), value.filename or name, mime)
                    else:
                        params[name] = value
        self.violations += request_problems(method, params, files)
        return Call(method, params, files, self.world, self.updates)

    async def _carry_out(self, call: Call, request: Request) -> Json:
        try:
            if call.method == "getUpdates":
                result = await self._poll(call, request)
            elif do := METHODS.get(call.method):
                result = do(call)
            else:
                self.violations.append(f"{call.method}: not simulated")
                return ApiError(404, "Not Found").body()
        except ApiError as error:
            return error.body()
        self.violations += answer_problems(call.method, result)
        return {"ok": True, "result": result}

    async def _poll(self, call: Call, request: Request) -> list[Json]:
        if "allowed_updates" in call.params:
            self.updates.allowed = call.object("allowed_updates")
        seconds = call.integer("timeout")
        return await self.updates.poll(
            call.integer("offset"), call.integer("limit", 100), seconds, _gone(request)
        )

    def _note(self, call: Call, answer: Json | None) -> Json | None:
        self.calls.append(Made(call.method, dict(call.params), tuple(call.files), answer))
        _ = self.world.touched()
        return answer

    async def _fail(self, request: Request, call: Call, what: Fault) -> Response:
        if what.kind == "refuse" and what.error is not None:
            return _json(self._note(call, what.error.body()))
        _ = self._note(call, None)
        if what.kind == "html":
            return HTMLResponse(fault.HTML_502, what.status)
        if what.kind == "garbage":
            return Response(b"\x00<<<{]", what.status)
        if what.kind == "hang":
            await _gone(request)()
        self._loopback.cut(request.scope)
        return Response(status_code=500)

    async def _download(self, request: Request) -> Response:
        what = self.faults.strike("download", None)
        if what is not None:
            call = Call("download", {"path": request.path_params["path"]}, {}, self.world, self.updates)
            return await self._fail(request, call, what)
        stored = self.world.files.by_path.get(request.path_params["path"])
        if request.path_params["token"] != self.token or stored is None:
            return _json(ApiError(404, "Not Found").body())
        return Response(stored.data, media_type="application/octet-stream")


def _gone(request: Request) -> Callable[[], Awaitable[None]]:
    """Waits until the client has hung up."""

    async def wait() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    return wait


def _json(body: Json | None) -> Response:
    status = 200 if body is None or body["ok"] else body["error_code"]
    return JSONResponse(body, status)
