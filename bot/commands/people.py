"""`tamasuk people …`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

people = typer.Typer(help="People from a list: bring them in, with a link for each.", no_args_is_help=True)


@people.command("import")
def import_people(
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv with a row for each. See docs/people.md")],
    links: Annotated[
        Path | None, typer.Option(help="Where the list goes with a link for each.", metavar="OUT.xlsx")
    ] = None,
    cards: Annotated[
        Path | None, typer.Option(help="Where the cards with QR codes go.", metavar="OUT.html")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Bring it in without asking.")] = False,
) -> None:
    """Say what is in a list of people, ask, and await them: nobody is written to before they come."""
    from bot.app import bringing

    bringing.bring(bringing.Wanted(file, links, cards), at_once=yes)


@people.command("imports")
def list_imports() -> None:
    """Which lists were brought in, and how many of them have come."""
    from bot.app import bringing

    bringing.show()


@people.command("undo")
def undo_import(
    roster: Annotated[str, typer.Argument(help="As `imports` shows it.", metavar="CODE")],
) -> None:
    """Await those of a list no more, within 7 days; who has come stays."""
    from bot.app import bringing

    bringing.undo(roster)
