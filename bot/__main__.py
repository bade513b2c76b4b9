"""The commands of `tamasuk`. Each says in `--help` what it does; what they do is in `bot.app`.

The parts are imported where they are used, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.campaigns import campaign
from bot.commands.forms import form
from bot.commands.people import people
from bot.commands.whatsapp import whatsapp

app = typer.Typer(
    name="tamasuk",
    help="Tamasuk · تماسك: community programmes on Telegram, WhatsApp and the web, in Arabic first.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
programme = typer.Typer(help="A programme's texts, areas and contacts.", no_args_is_help=True)
app.add_typer(programme, name="programme")
app.add_typer(form, name="form")
app.add_typer(campaign, name="campaign")
app.add_typer(whatsapp, name="whatsapp")
app.add_typer(people, name="people")
media = typer.Typer(help="Photos, voices and files that were kept.", no_args_is_help=True)
app.add_typer(media, name="media")

Areas = Annotated[list[str] | None, typer.Option("--area", help="An area's code or name; may be repeated.")]


@app.command()
def demo() -> None:
    """Try everything on this machine without any account: it prints what to open."""
    from bot.app import terminal

    terminal.demo()


@app.command()
def setup(
    key: Annotated[
        bool, typer.Option("--key", help="Before a restore: type the key of the recovery page.")
    ] = False,
) -> None:
    """Ask for what is needed, check it, and write .env."""
    from bot.app import setting_up

    setting_up.setup(key)


def _spare() -> None:
    """What structlog and httpx load for terminals, and do without where it is not to be had: 3 MB.

    A server draws no tracebacks, and is no client that somebody types at.
    """
    for name in ("rich.traceback", "httpx._main"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as Python marks what is not to be had


@app.command()
def serve() -> None:
    """Run the bot until it is told to stop."""
    _spare()
    from bot.app import terminal

    terminal.serve()


@app.command()
def migrate(
    if_needed: Annotated[
        bool, typer.Option("--if-needed", help="Leave those that are right alone, even beside a server.")
    ] = False,
) -> None:
    """Create the tables of the database, or bring them up to date."""
    from bot.app import terminal

    terminal.migrate(if_needed)


@app.command("copy")
def copy_database(
    to: Annotated[str, typer.Argument(help="An empty one: postgresql://USER:PASSWORD@HOST/NAME")],
) -> None:
    """Copy the whole database into another: the way from a file to PostgreSQL. Stop the bot first."""
    from bot.app import moving

    moving.copy(to)


@app.command()
def doctor() -> None:
    """Say whether all is in order, and what to do where it is not; status 1 when something is wrong."""
    from bot.app import doctoring

    doctoring.doctor()


@app.command("support-bundle")
def support_bundle(
    to: Annotated[Path, typer.Option(help="The folder to write to.")] = Path(),
) -> None:
    """Pack what helps to find a fault into a ZIP, without names, numbers, texts or secrets."""
    from bot.app import supporting

    supporting.support_bundle(to)


@app.command()
def backup(
    to: Annotated[str, typer.Option(help="Another place than TAMASUK_BACKUP_URL.")] = "",
    check: Annotated[
        str, typer.Option(help="Look at one again: its name, its day, or latest.", metavar="WHICH")
    ] = "",
    list_: Annotated[bool, typer.Option("--list", help="Say which there are.")] = False,
) -> None:
    """Copy everything to a second place, and check the copy there. The server does it every night."""
    from bot.app import backing_up

    backing_up.backup(to, check, list_)


@app.command()
def restore(
    which: Annotated[str, typer.Argument(help="A backup's name, its day (2026-03-05), or latest.")],
    source: Annotated[
        str, typer.Option("--from", help="Another place than TAMASUK_BACKUP_URL.", metavar="PLACE")
    ] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Put the present database aside.")] = False,
    key: Annotated[bool, typer.Option("--key", help="Type the key, or the digits on the page.")] = False,
) -> None:
    """Bring everything back as it was at a backup. Nothing is touched before all of it was checked."""
    from bot.app import restoring

    restoring.restore_backup(which, source, replace, key)


@app.command("recovery-kit")
def recovery_kit(
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("recovery-kit.html"),
) -> None:
    """Write one page for the organisation's safe: the key, the way back, where the backups are."""
    from bot.app import recovery

    recovery.recovery_kit(to)


@app.command()
def upgrade(
    to: Annotated[str, typer.Option(help="Where the backup goes, when not to TAMASUK_BACKUP_URL.")] = "",
) -> None:
    """After a new version was installed: back up, bring the tables up to date, check, or go back."""
    from bot.app import upgrading

    upgrading.upgrade_here(to)


@app.command()
def held(
    what: Annotated[str, typer.Argument(help="release, or drop; without it they are shown.")] = "",
) -> None:
    """Messages that were waiting in a restored backup: show them, send them, or drop them."""
    from bot.app import restoring

    restoring.held(what)


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help="admin, coordinator, safeguarding, champion or volunteer.")],
    area: Areas = None,
    programme: Annotated[str, typer.Option(help="The programme, where it could be another.")] = "",
    uses: Annotated[
        int, typer.Option(help="How often an open one may be used.", min=0, show_default="100")
    ] = 0,
    days: Annotated[int, typer.Option(help="For how many days.", min=0, show_default="3; open: 30")] = 0,
    open_: Annotated[str, typer.Option("--open", help="For a poster or a group: its name, the source.")] = "",
    wait: Annotated[bool, typer.Option(help="Wait to see who uses it, and say whether it is they.")] = True,
) -> None:
    """Make an invitation: its links, a QR code, and a look at who used it."""
    from bot.actions.invite import Asked
    from bot.app import inviting

    asked = Asked(role, tuple(area or ()), programme, open_, uses, days)
    inviting.invite(asked, wait=wait and not open_)


@app.command()
def invitations() -> None:
    """List invitations, and who came through the personal ones."""
    from bot.app import inviting

    inviting.show()


@app.command()
def revoke(
    what: Annotated[str, typer.Argument(help="A link, its code or number; a name, or a person's reference.")],
    people: Annotated[bool, typer.Option(help="Of a link: also who came through it.")] = False,
) -> None:
    """Take back an invitation, or every role of a person."""
    from bot.app import inviting

    inviting.revoke(what, people)


@app.command()
def export(
    form: Annotated[str, typer.Argument(help="registration, profile, report, pulse, or one of yours.")],
    to: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("exports"),
    language: Annotated[str, typer.Option(help="Of headings and options.")] = "ar",
    names: Annotated[
        bool, typer.Option("--names", help="With people's names; never for a private form.")
    ] = False,
    codes: Annotated[bool, typer.Option("--codes", help="Stored codes in place of words.")] = False,
    kobo: Annotated[
        bool, typer.Option("--kobo", help="In KoboToolbox's layout, as every form from a workbook.")
    ] = False,
    headers: Annotated[
        str, typer.Option(help="Kobo's layout: labels, or names with codes.", metavar="labels|names")
    ] = "",
    groups: Annotated[bool, typer.Option("--groups", help="Kobo's layout: group/question.")] = False,
    split: Annotated[
        bool, typer.Option("--split/--joined", help="Kobo's layout: several options in columns or in a cell.")
    ] = True,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="Only xlsx, csv or geojson; may be repeated.")
    ] = None,
    first: Annotated[str, typer.Option("--from", help="Sent on this day or later.", metavar="DAY")] = "",
    last: Annotated[str, typer.Option("--until", help="Sent on this day or earlier.", metavar="DAY")] = "",
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="An area's code or name, with all in it; may be repeated."),
    ] = None,
    stage: Annotated[str, typer.Option(help="sent, review, accepted or returned.")] = "",
    version: Annotated[str, typer.Option(help="Of the form: how its code begins.")] = "",
) -> None:
    """Write a form's answers as XLSX, CSV and on a map, its media as ZIP."""
    from bot.actions.export_columns import Wish
    from bot.app import exporting

    wish = Wish(
        form,
        language,
        names,
        codes,
        kobo=kobo or groups or not split or bool(headers),
        headers=headers,
        groups=groups,
        joined=not split,
        formats=tuple(formats or ()),
        areas=tuple(area or ()),
        stage=stage,
        version=version,
    )
    exporting.export(wish, to, (first, last))


@app.command("pause")
def pause_area(
    area: Annotated[str, typer.Argument(help="An area's code or name; `all` is everywhere.")],
    hours: Annotated[int | None, typer.Option(help="For so long; else until it is resumed.", min=1)] = None,
) -> None:
    """Send nothing but replies and notices to the people of an area: campaigns and reminders wait."""
    from bot.app import pausing

    pausing.pause(area, hours or 0)


@app.command("resume")
def resume_area(area: Annotated[str, typer.Argument(help="As it was paused.")]) -> None:
    """Send to the people of an area again; says first what waits there."""
    from bot.app import pausing

    pausing.resume(area)


@app.command("import")
def import_(
    form: Annotated[str, typer.Argument(help="Its name.")],
    file: Annotated[Path, typer.Argument(help="An .xlsx or .csv that we wrote, or KoboToolbox.")],
) -> None:
    """Read answers from a table: all of it or nothing, and each row once. See docs/export.md."""
    from bot.app import importing

    importing.import_(form, file)


@programme.command("load")
def load(folder: Annotated[Path, typer.Argument(help="The folder with programme.toml.")]) -> None:
    """Read a programme's folder, and say all that is wrong with it."""
    from bot.app import terminal

    terminal.load(folder)


@programme.command("end")
def end() -> None:
    """At its end: destroy what could tell which private answers are of the same person. Asks first."""
    from bot.app import ending

    ending.end()


@media.command("copy")
def copy(
    to: Annotated[str, typer.Argument(help="A folder, or s3://BUCKET/FOLDER.")],
    source: Annotated[
        str, typer.Option("--from", help="Another place than TAMASUK_MEDIA_URL.", metavar="PLACE")
    ] = "",
) -> None:
    """Copy them to another place; nothing is removed. See docs/deploy.md."""
    from bot.app import copying

    copying.copy(to, source)


def main() -> None:
    """The console script. What it writes is for its own user only: the database, photos, exports."""
    os.umask(0o077)
    app(prog_name="tamasuk")


if __name__ == "__main__":
    main()
