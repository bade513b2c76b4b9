"""`tamasuk campaign …`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

campaign = typer.Typer(help="Messages to many: send, watch, pause, cancel.", no_args_is_help=True)


@campaign.command("send")
def send_campaign(  # every part of a message has its option
    name: Annotated[str, typer.Argument(help="What staff call it.")] = "",
    text: Annotated[str, typer.Option(help="The message in Arabic; {name} is filled in.")] = "",
    text_en: Annotated[str, typer.Option(help="The same in English.")] = "",
    text_ckb: Annotated[str, typer.Option(help="The same in Sorani.")] = "",
    form: Annotated[
        list[str] | None, typer.Option(help="A form that a button opens; may be repeated.", metavar="FORM")
    ] = None,
    photo: Annotated[Path | None, typer.Option(help="A photo that goes with it.")] = None,
    document: Annotated[Path | None, typer.Option(help="A file that goes with it.")] = None,
    voice: Annotated[Path | None, typer.Option(help="A voice message that goes with it.")] = None,
    at: Annotated[str, typer.Option(help="When, as 2026-12-01T10:00; without it now.")] = "",
    every: Annotated[str, typer.Option(help="Again and again: sun,wed or day.", metavar="DAYS")] = "",
    hour: Annotated[str, typer.Option(help="With --every: as 10:00.")] = "",
    times: Annotated[str, typer.Option(help="With --every: so often.", metavar="N")] = "",
    until: Annotated[str, typer.Option(help="With --every: its last day.", metavar="DATE")] = "",
    after_registration: Annotated[str, typer.Option(help="3d or 1h after it.", metavar="SPAN")] = "",
    event: Annotated[str, typer.Option(help="Around an event: its name.", metavar="NAME")] = "",
    starts: Annotated[str, typer.Option(help="With --event: as 2026-12-01T10:00.")] = "",
    before: Annotated[str, typer.Option(help="With --event: 3d or 1h before it.", metavar="SPAN")] = "",
    past: Annotated[str, typer.Option(help="With --event: 1d after it.", metavar="SPAN")] = "",
    remind: Annotated[str, typer.Option(help="A reminder of this form.", metavar="FORM")] = "",
    of: Annotated[str, typer.Option(help="With --remind: unfinished or unanswered.")] = "",
    limit: Annotated[str, typer.Option(help="With --remind: so many at most.", metavar="N")] = "",
    file: Annotated[Path | None, typer.Option(help="Several messages, in a TOML file.")] = None,
    audience: Annotated[str, typer.Option(help="A saved audience.", metavar="NAME")] = "",
    area: Annotated[
        list[str] | None, typer.Option(help="Only who lives there: its code or name.", metavar="AREA")
    ] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only who has this role.", metavar="ROLE")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only who reads it.", metavar="CODE")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only who is reached there.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
) -> None:
    """Say who would get a message and until when, ask, and send it. See docs/campaigns.md."""
    from bot.app import campaigning, series
    from bot.app.wanted import Part, Wanted

    when = {
        "at": at,
        "every": every,
        "hour": hour,
        "times": times,
        "until": until,
        "after_registration": after_registration,
        "event": event,
        "starts": starts,
        "before": before,
        "past": past,
        "remind": remind,
        "of": of,
        "limit": limit,
    }
    whom = {"area": area or [], "role": role or [], "language": language or [], "channel": channel or []}
    along = {"photo": photo, "document": document, "voice": voice}
    media = {word: path for word, path in along.items() if path is not None}
    part = Part({"ar": text, "en": text_en, "ckb": text_ckb}, tuple(form or ()), when, media)
    wanted = Wanted(name, [part], audience, whom)
    campaigning.send(series.of_file(file, beside=wanted) if file else series.checked(wanted), at_once=yes)


@campaign.command("list")
def list_campaigns() -> None:
    """The newest campaigns, and what became of their messages."""
    from bot.app import campaigning

    campaigning.show()


@campaign.command("watch")
def watch_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """How far it is, until it is over."""
    from bot.app import campaigning

    campaigning.watch(campaign_id)


@campaign.command("pause")
def pause_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """Stop sending it, until it is resumed."""
    from bot.app import campaigning

    campaigning.move(campaign_id, "paused")


@campaign.command("resume")
def resume_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """Go on with it."""
    from bot.app import campaigning

    campaigning.move(campaign_id, "running")


By = Annotated[str, typer.Option(help="Whose decision it is: a coordinator or admin.", metavar="NAME")]


@campaign.command("approve")
def approve_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")], by: By) -> None:
    """Let it leave: a second person has agreed, who cannot say so in a chat."""
    from bot.app import approving

    approving.decide(campaign_id, "approve", by)


@campaign.command("refuse")
def refuse_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")], by: By) -> None:
    """Do not let it leave: a second person has refused."""
    from bot.app import approving

    approving.decide(campaign_id, "refuse", by)


@campaign.command("resend")
def resend_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """Send it once more to those whom it did not reach, and to nobody else."""
    from bot.app import campaigning

    campaigning.resend(campaign_id)


@campaign.command("cancel")
def cancel_campaign(campaign_id: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """Stop it for good. What has left cannot be taken back by this."""
    from bot.app import campaigning

    campaigning.move(campaign_id, "cancelled")
