"""Settings: the environment and `.env`, prefix TAMASUK_, nested by two underscores; see docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Telegram(BaseModel):
    """A bot of Telegram. Without a token there is none."""

    token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr = SecretStr("")
    rate: float = Field(default=28.0, gt=0)
    chat_rate: float = Field(default=1.0, gt=0)


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


class Settings(BaseSettings):
    """Everything that an installation can set. Texts of a programme are in `config/programmes/`."""

    model_config = SettingsConfigDict(
        env_prefix="TAMASUK_", env_nested_delimiter="__", env_file=".env", extra="ignore"
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
    programmes: Path = Path("config/programmes")
    programme: str = ""
    backup_days: int = Field(default=30, ge=1)
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()

    @model_validator(mode="after")
    def _reached_here(self) -> Self:
        """Without a public address the server is reached on this machine, at its port."""
        self.public_url = self.public_url or f"http://127.0.0.1:{self.port}"
        return self

    @property
    def database_path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.database_url.removeprefix("sqlite:///"))
