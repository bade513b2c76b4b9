"""Bring every catalogue in line with the Arabic one: texts are written in Arabic, and translated from it.

`make messages` starts it. What a language lacks is appended to its file, without words and with the Arabic
beside it; nothing that a translator wrote is touched, moved or removed. It then says how complete each is.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
SOURCE = "ar"


def main(folder: Path = HERE) -> int:
    """Exit code 0 always: an untranslated text is not an error here, tests say which must exist."""
    source = read(folder, SOURCE)
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        if language != SOURCE:
            added = follow(path, source, read(folder, language))
            say(language, source, read(folder, language), added)
    return 0


def read(folder: Path, language: str) -> Catalog:
    """One catalogue. A line that is none stops everything, though Babel would pass over it."""
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as opened:
        return read_po(opened, locale=language, abort_invalid=True)


def follow(path: Path, source: Catalog, catalogue: Catalog) -> int:
    """Append what is missing; how many texts that were."""
    missing = Catalog(locale=catalogue.locale)
    for message in source:
        if message.id and message.id not in catalogue:
            missing.add(message.id, auto_comments=original(message))
    if len(missing):
        entries = io.BytesIO()
        write_po(entries, missing, width=0, omit_header=True)
        path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n\n{entries.getvalue().decode()}")
    return len(missing)


def original(message: Message) -> list[str]:
    """The Arabic words, one comment per line; of several plural forms the last, which is the general one."""
    return forms(message)[-1].splitlines()


def say(language: str, source: Catalog, catalogue: Catalog, added: int) -> None:
    """One line per language, and one per text that Arabic no longer has."""
    texts = [message for message in catalogue if message.id]
    worded = sum(1 for message in texts if message.id in source and all(forms(message)) and not message.fuzzy)
    sys.stdout.write(f"{language}: {worded} of {len(source)} texts, {added} added without words\n")
    for message in texts:
        if message.id not in source:
            sys.stdout.write(f"{language}: not in Arabic any more: {message.id}\n")


def forms(message: Message) -> tuple[str, ...]:
    """The words of a text, in all its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


if __name__ == "__main__":
    sys.exit(main())
