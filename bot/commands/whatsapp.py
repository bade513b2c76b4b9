"""`tamasuk whatsapp …`"""

from __future__ import annotations

import typer

whatsapp = typer.Typer(help="What is kept of WhatsApp at the provider.", no_args_is_help=True)
templates = typer.Typer(help="What may be said outside WhatsApp's 24 hours.", no_args_is_help=True)
whatsapp.add_typer(templates, name="templates")


@templates.command("push")
def push_templates() -> None:
    """Make our six templates at Twilio and show them to Meta; what is there already stays."""
    from bot.app import templating

    templating.push()


@templates.command("status")
def templates_status() -> None:
    """Ask which are approved, which were refused and why, and which Meta counts as advertising."""
    from bot.app import templating

    templating.status()
