"""Settings: the environment and `.env`, prefix TAMASUK_, nested by two underscores; see docs/settings.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.bucket import Bucket

PREFIX = "TAMASUK_"
FILE = ".env"
DATA = Path("data")
EXPORTS = Path("exports")
PROGRAMMES = Path("config/programmes")
INCLUDED = Path(__file__).resolve().parent.parent / PROGRAMMES
"""The programmes that come with the program."""

TELEGRAM_API = "https://api.telegram.org"
SHORTEST_KEY = 16
_NAMED = re.compile(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", re.M | re.I)
_SQLITE = re.compile(r"sqlite(\+aiosqlite)?:///(?P<path>[^?]+)")
_POSTGRES = re.compile(r"postgres(ql)?(\+asyncpg)?://[^/]*/[^/?]+(\?.*)?")
_CHAT = re.compile(r"telegram:(-?\d+|@\w{5,})|whatsapp:\+\d{8,15}", re.ASCII)


class Telegram(BaseModel):
    """A bot of Telegram. Without a token there is none."""

    token: SecretStr = SecretStr("")
    api_url: str = TELEGRAM_API
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr = SecretStr("")
    rate: float = Field(default=28.0, gt=0)
    chat_rate: float = Field(default=1.0, gt=0)

    @property
    def own_server(self) -> bool:
        """Whether something else than Telegram's own server is asked."""
        return self.api_url.rstrip("/") != TELEGRAM_API

    @field_validator("token")
    @classmethod
    def _a_token(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value() and not re.fullmatch(r"\d+:[\w-]+", given.get_secret_value(), re.ASCII):
            raise ValueError("not a token of @BotFather: it is digits, a colon, then letters and digits")
        return given


class WhatsApp(BaseModel):
    """A WhatsApp sender at Twilio. Without an account there is none."""

    account_sid: str = ""
    auth_token: SecretStr = SecretStr("")
    auth_token_old: SecretStr = SecretStr("")
    sender: str = ""
    api_url: str = "https://api.twilio.com"
    content_url: str = "https://content.twilio.com"
    rate: float = Field(default=80.0, gt=0)
    chat_rate: float = Field(default=1 / 6, gt=0)
    daily_limit: int = Field(default=250, ge=0)
    buttons: bool = True

    @property
    def content(self) -> str:
        """Where Content objects are made: what stands in for Twilio stands in for that too."""
        fields = type(self).model_fields
        elsewhere = self.api_url.rstrip("/") != fields["api_url"].default
        return (
            self.api_url
            if elsewhere and self.content_url == fields["content_url"].default
            else self.content_url
        )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.account_sid and not (self.auth_token.get_secret_value() and self.sender):
            raise ValueError("an account needs its AUTH_TOKEN and its SENDER too")
        return self


def _programmes() -> Path:
    """Those of this folder, else those beside the program, so that commands work in any folder."""
    return PROGRAMMES if PROGRAMMES.is_dir() else INCLUDED


class Settings(BaseSettings):
    """Everything that an installation can set. Texts of a programme are in `config/programmes/`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_file=FILE, env_ignore_empty=True, extra="ignore"
    )

    database_url: str = "sqlite:///data/tamasuk.db"
    media_url: str = "data/media"
    public_url: str = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_old: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    language: str = "ar"
    timezone: str = ""
    programmes: Path = Field(default_factory=_programmes)
    programme: str = ""
    backup_days: int = Field(default=30, ge=1)
    backup_url: str = ""
    postgres_programs: Path | None = None
    alert_chat: str = ""
    heartbeat_url: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, given: str) -> str:
        if _POSTGRES.fullmatch(given) or (_SQLITE.fullmatch(given) and ":memory:" not in given):
            return given
        raise ValueError(
            "not a database: write for example sqlite:///data/tamasuk.db or postgresql://USER:PASSWORD@HOST/NAME"
        )

    @field_validator("media_url", "backup_url")
    @classmethod
    def _a_place(cls, given: str) -> str:
        if "://" in given and not given.startswith("file://"):
            Bucket.at(given)
        return given

    @field_validator("secret_key", "secret_key_old")
    @classmethod
    def _long_enough(cls, given: SecretStr) -> SecretStr:
        if 0 < len(given.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"too short: at least {SHORTEST_KEY} characters, made by chance")
        return given

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, given: str) -> str:
        if given and not _on_the_web(given):
            raise ValueError("not an address: write for example https://bot.example.org")
        return given

    @field_validator("heartbeat_url")
    @classmethod
    def _a_heartbeat(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value() and not _on_the_web(given.get_secret_value()):
            raise ValueError("not an address: write for example https://beat.example.org/my-bot")
        return given

    @field_validator("alert_chat")
    @classmethod
    def _a_chat(cls, given: str) -> str:
        if given and not _CHAT.fullmatch(given):
            raise ValueError("not a chat: write for example telegram:123456 or whatsapp:+9627…")
        return given

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, given: SecretStr) -> SecretStr:
        if 0 < len(given.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"too short: at least {SHORTEST_KEY} characters, made by chance")
        return given

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, given: str) -> str:
        try:
            return given and ZoneInfo(given).key
        except (OSError, ValueError, KeyError):  # a folder of zones, a path, an unknown name
            raise ValueError("not a time zone: write for example Asia/Amman") from None

    @model_validator(mode="after")
    def _reached_here(self) -> Self:
        """Without a public address the server is reached on this machine, at its port."""
        if not self.public_url:
            self.public_url = f"http://127.0.0.1:{self.port}"
            self.model_fields_set.discard("public_url")  # nobody has set it
        return self

    @model_validator(mode="after")
    def _reached_by_telegram(self) -> Self:
        """Telegram itself posts over HTTPS only; a Bot API server of one's own may do otherwise."""
        telegram = self.telegram
        hooked = bool(telegram.token.get_secret_value()) and telegram.mode == "webhook"
        if hooked and not telegram.own_server and not self.public_url.startswith("https://"):
            raise ValueError("TAMASUK_TELEGRAM__MODE=webhook needs TAMASUK_PUBLIC_URL=https://…")
        return self

    @property
    def database_path(self) -> Path | None:
        """The file of a SQLite database; PostgreSQL has none here."""
        found = _SQLITE.fullmatch(self.database_url)
        return Path(found["path"]) if found else None

    @property
    def media_path(self) -> Path | None:
        """The folder of photos and files; a store elsewhere has none here."""
        plain = self.media_url.removeprefix("file://")
        return None if "://" in plain else Path(plain)

    @property
    def database_name(self) -> str:
        """What a message calls the database; never a password."""
        parts = urlsplit(self.database_url)
        return str(self.database_path or f"{parts.hostname or ''}{parts.path}".strip("/"))

    @property
    def key_file(self) -> Path:
        """Where `demo` keeps its key: beside the database file, else in `data`."""
        return (self.database_path or DATA / "tamasuk").with_suffix(".key")


def _on_the_web(given: str) -> bool:
    parts = urlsplit(given)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def misspelt(environment: Iterable[str]) -> list[tuple[str, str]]:
    """Names that look like settings and are none, each with the one that was probably meant, or ''."""
    known = set(_names(Settings, PREFIX))
    file = Path(FILE)
    given = {*environment, *(_NAMED.findall(file.read_text("utf-8")) if file.is_file() else ())}
    wrong = (name for name in sorted(given) if name.upper().startswith(PREFIX) and name.upper() not in known)
    return [(name, next(iter(get_close_matches(name.upper(), known, 1)), "")) for name in wrong]


def _names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, about in model.model_fields.items():
        inner = about.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _names(inner, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper()
