"""The Content API: objects that are sent by their id, and what Meta says of those that it was shown.

Meta decides when a test says so (`decide`); what breaks its published rules it refuses at once.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio import spec
from tests.fakes.twilio.faults import Call
from tests.fakes.twilio.records import Content, Json, made, new_sid

if TYPE_CHECKING:
    from tests.fakes.twilio.account import Account

CONTENTS = "/v1/Content"
SHOWN = "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp"
DECIDED = "/v1/Content/{Sid}/ApprovalRequests"
NAME = re.compile(r"[a-z_]{1,512}")
AT_AN_END = re.compile(r"^\s*\{\{\w+\}\}|\{\{\w+\}\}[\s.!؟،]*$|\}\}\s*\{\{")
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}
Handler = Callable[[Request], Awaitable[Response]]
Guard = Callable[[Call, Handler], Handler]


class ContentApi:
    """What content.twilio.com answers."""

    def __init__(self, account: "Account") -> None:
        self.account = account

    def routes(self, guarded: Guard) -> list[Route]:
        return [
            Route(CONTENTS, guarded(Call.CONTENT, self.create), methods=["POST"]),
            Route(SHOWN, guarded(Call.CONTENT, self.submit), methods=["POST"]),
            Route(DECIDED, guarded(Call.CONTENT, self.approval), methods=["GET"]),
        ]

    async def create(self, request: Request) -> Response:
        body = await request.json()
        self._check("ContentCreateRequest", body)
        content = made(new_sid("HX"), body)
        self.account.violations += content.flaws()
        self.account.contents[content.sid] = content
        answer = {"sid": content.sid, "account_sid": self.account.sid, **body}
        return JSONResponse(answer, 201)

    async def submit(self, request: Request) -> Response:
        body = await request.json()
        self._check("ContentApprovalRequest", body)
        content = self._known(request.path_params["ContentSid"])
        if content is None:
            return _refused(20404, 404, "The requested resource was not found")
        taken = {one.title for one in self.account.contents.values()}
        if not NAME.fullmatch(body["name"]) or body["name"] in taken:
            return _refused(20001, 400, "Template name is taken, or not of lowercase letters and underscores")
        if body["category"] not in CATEGORIES or content.kind == "twilio/list-picker":
            return _refused(20001, 400, "Content cannot be submitted for approval")
        content.title, content.category, content.state = body["name"], body["category"], "received"
        if AT_AN_END.search(content.body) or set(content.named()) - set(content.samples):
            content.state, content.reason = "rejected", "Variables at an end, adjacent or without a sample"
        return JSONResponse({"content_type": content.kind, **_decision(content)}, 201)

    async def approval(self, request: Request) -> Response:
        content = self._known(request.path_params["Sid"])
        if content is None:
            return _refused(20404, 404, "The requested resource was not found")
        told = _decision(content) if content.title else None
        return JSONResponse({"sid": content.sid, "account_sid": self.account.sid, "whatsapp": told})

    def _known(self, sid: str) -> Content | None:
        return self.account.contents.get(sid)

    def _check(self, name: str, body: Json) -> None:
        known = spec.load(spec.CONTENT)
        if known is not None:
            self.account.violations += known.body(name, body)


def _decision(content: Content) -> Json:
    return {
        "name": content.title,
        "category": content.category,
        "status": content.state,
        "rejection_reason": content.reason,
        "allow_category_change": True,
    }


def _refused(code: int, status: int, message: str) -> Response:
    return JSONResponse({"code": code, "message": message, "status": status}, status)
