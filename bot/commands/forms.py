"""`tamasuk form …`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

form = typer.Typer(help="Forms from workbooks of KoboToolbox and ODK.", no_args_is_help=True)


@form.command("check")
def check_form(
    file: Annotated[Path, typer.Argument(help="The workbook: .xlsx, .xls, .csv or .md")],
    language: Annotated[str, typer.Option(help="ar or en; without it both.")] = "",
) -> None:
    """Say what is wrong with a workbook, with sheet and row; status 1 when it cannot be used."""
    from bot.app import forming

    forming.check(file, language)


@form.command("publish")
def publish_form(
    file: Annotated[Path, typer.Argument(help="The workbook, with the files that it names beside it.")],
    confirm: Annotated[
        str, typer.Option(help="Why words that are sensitive may be asked.", metavar="REASON")
    ] = "",
    by: Annotated[str, typer.Option(help="Who answers for that.", metavar="NAME")] = "",
) -> None:
    """Ask a workbook's questions from now on; drafts keep the version that they were begun in."""
    from bot.app import forming

    forming.publish(file, confirm, by)


@form.command("withdraw")
def withdraw_form(
    name: Annotated[str, typer.Argument(help="As `form list` names it, its form_id or its title.")],
) -> None:
    """Ask a published form no more. Its answers stay."""
    from bot.app import forming

    forming.withdraw(name)


@form.command("list")
def list_forms() -> None:
    """Which forms are published, how often they were answered, and which are shipped."""
    from bot.app import forming

    forming.show()


@form.command("play")
def play_form(
    file: Annotated[Path, typer.Argument(help="The workbook: .xlsx, .xls, .csv or .md")],
    language: Annotated[str, typer.Option(help="ar, en or ckb.", show_default="the workbook's own")] = "",
    golden: Annotated[
        bool, typer.Option("--golden", help="Print the conversation as a test, the chat on stderr.")
    ] = False,
) -> None:
    """Try a workbook: fill it in here, asked as in a chat. Nothing is stored."""
    from bot.app import playing

    playing.play(file, language, golden)
