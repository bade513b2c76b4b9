"""The program at work: one process that takes messages in, sends them out, and ticks.

It starts in the order in which things are needed and stops in the opposite one: first nothing new is
taken in, then what waits is finished, then what is under way is sent and written down.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.actions.converse import World
from bot.actions.dispatch import Dispatcher, Means
from bot.actions.errands import Errands
from bot.actions.lookups import LOOKUPS
from bot.actions.receive import Intake
from bot.actions.ticks import Ticks
from bot.app import logs
from bot.app.channels import Accounts, accounts, listen, private_links, routes
from bot.app.speaking import Speaking
from bot.app.store import Store, make_key, now, open_store
from bot.flows.engine import step
from bot.handlers.webchat import routes as webchat
from bot.handlers.webchat.send import WebChat
from bot.settings import Settings
from bot.storage import lock
from bot.storage.migrate import migrate

log = structlog.get_logger(__name__)

GRACE = 10
