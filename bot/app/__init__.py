"""The only place that knows every other: it builds everything and connects it, written out, no container."""

from bot.app.running import demo, serve
from bot.app.store import Store, open_store

__all__ = ["Store", "demo", "open_store", "serve"]
