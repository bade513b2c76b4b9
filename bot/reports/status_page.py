"""The page that answers "is it working?": channels, how long ago something came and left, the next backup.

It is public, so it holds no data: no counts, no names, and times only as roughly as a person would say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

_SINCE = (
    (timedelta(minutes=10), ("قبل دقائق", "minutes ago")),
    (timedelta(hours=1), ("خلال الساعة الماضية", "within the last hour")),
    (timedelta(days=1), ("خلال اليوم الماضي", "within the last day")),
    (timedelta(days=7), ("خلال الأسبوع الماضي", "within the last week")),
)
_LONG_AGO = ("قبل أكثر من أسبوع", "more than a week ago")
_NEVER = ("لا شيء بعد", "nothing yet")

_STATES: Mapping[str, tuple[str, str]] = {
    "working": ("يعمل", "working"),
    "slow": ("يعمل ببطء", "slow"),
    "refused": ("توقفت المنصة عن قبوله، والرسائل تنتظر", "refused by the platform; messages wait"),
    "stopped": ("أوقفناه، والرسائل تنتظر", "stopped by us; messages wait"),
}
_CHANNELS: Mapping[str, tuple[str, str]] = {
    "telegram": ("Telegram", "Telegram"),
    "whatsapp": ("واتساب", "WhatsApp"),
    "webchat": ("دردشة الموقع", "Web chat"),
}
_WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("هل يعمل البوت؟", "Is the bot working?"),
    "yes": ("نعم، كل شيء يعمل.", "Yes, everything works."),
    "partly": ("يعمل، وفيه خلل نعرفه.", "It works, with a fault that we know of."),
    "no": (
        "لا يعمل الآن. ما أرسلته محفوظ، ويصلك الرد عند عودته.",
        "Not now. What you sent is kept; an answer will come.",
    ),
    "in": ("آخر رسالة وصلت", "last message in"),
    "out": ("آخر رسالة خرجت", "last message out"),
    "backup": ("النسخة الاحتياطية القادمة", "next backup"),
    "no_backup": ("غير محددة", "not planned"),
}
_STYLE = (
    "body{font:1.1rem/1.7 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;"
    "color:#12312f;background:#f7f5f0}section{margin-bottom:2.5rem}h1,h2{font-size:1.3rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem .6rem;"
    "border-bottom:1px solid #d8d3c6;vertical-align:top}.good{color:#1d6b4f}.bad{color:#9a3412}"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel. `came`, `left`: when something last did."""

    channel: str
    state: str
    came: datetime | None
    left: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """What the page says. `ticking`: what happens by the clock happens. `backup`: when the next one is."""

    now: datetime
    channels: Sequence[Standing]
    ticking: bool = True
    answers: bool = True
    backup: str = ""

    @property
    def verdict(self) -> str:
        if not self.answers:
            return "no"
        fine = self.ticking and all(one.state == "working" for one in self.channels)
        return "yes" if fine else "partly"


def page(status: Status) -> str:
    """As HTML: Arabic first, English below it."""
    return (
        '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        f"<title>{_WORDS['title'][0]}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex, nofollow">'
        f"<style>{_STYLE}</style></head><body>"
        f"<section>{_section(status, 0, 'h1')}</section>"
        f'<section lang="en" dir="ltr">{_section(status, 1, "h2")}</section>'
        "</body></html>\n"
    )


def _section(status: Status, language: int, heading: str) -> str:
    def say(name: str) -> str:
        return _WORDS[name][language]

    mood = "good" if status.verdict == "yes" else "bad"
    rows = "".join(_row(status, one, language) for one in status.channels)
    backup = escape(status.backup) or say("no_backup")
    return (
        f'<{heading}>{say("title")}</{heading}><p class="{mood}"><strong>{say(status.verdict)}</strong></p>'
        f"<table><tr><th></th><th></th><th>{say('in')}</th><th>{say('out')}</th></tr>{rows}</table>"
        f'<p>{say("backup")}: <bdi dir="ltr">{backup}</bdi></p>'
    )


def _row(status: Status, one: Standing, language: int) -> str:
    name = _CHANNELS.get(one.channel, (one.channel, one.channel))[language]
    state = _STATES.get(one.state, _STATES["working"])[language]
    mood = "good" if one.state == "working" else "bad"
    came, left = (since(status.now, at)[language] for at in (one.came, one.left))
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="{mood}">{state}</td>'
        f"<td>{came}</td><td>{left}</td></tr>"
    )


def since(now: datetime, at: datetime | None) -> tuple[str, str]:
    """How long ago, as roughly as is safe: a page that told the minute would tell when somebody wrote."""
    if at is None:
        return _NEVER
    return next((words for most, words in _SINCE if now - at < most), _LONG_AGO)
