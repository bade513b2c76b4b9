"""What went wrong with a backup, in words: what, why, what to do. English and Arabic on their own lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.actions.no_backup import NoBackup
from bot.actions.sole import Elsewhere
from bot.app.saying import fail
from bot.app.store import Unset
from bot.app.terminal import explained
from bot.media.objects import Missing, Unreachable
from bot.storage.backups import BrokenCopy, NoProgram, NotAllowed

WORDS = {
    "which": (
        "{count} backups are meant by {which}. There are: {names}",
        "حدّد نسخة واحدة من القائمة أعلاه، أو اكتب latest لأحدثها.",
    ),
    "key": (
        "{name} was made with another key: it needs {needed}, and here is {given}. Nothing was changed.\n"
        "The key is in the safe, on the recovery page; to type it: tamasuk restore --key …",
        "صُنعت هذه النسخة بمفتاح آخر، ولم يتغير شيء. المفتاح على ورقة الاسترجاع في الخزنة.",
    ),
    "damaged": (
        "{name} is not whole ({said}). Nothing was changed. To see the others: tamasuk backup --list",
        "هذه النسخة ناقصة أو تالفة، ولم يتغير شيء. استعمل نسخة أخرى من القائمة: tamasuk backup --list",
    ),
    "newer": (
        "{name} was made by a newer version ({version}). Install that one, then restore.",
        "صُنعت هذه النسخة بإصدار أحدث. ثبّت ذلك الإصدار ثم أعد المحاولة.",
    ),
    "dialect": (
        "{name} is of a {dialect} database, and TAMASUK_DATABASE_URL is of another kind.",
        "هذه النسخة لقاعدة بيانات من نوع آخر. راجع TAMASUK_DATABASE_URL",
    ),
    "programme": (
        "{name} is of the programme {theirs}, and TAMASUK_PROGRAMME={ours} is set. Nothing was changed.",
        "هذه النسخة لبرنامج آخر، ولم يتغير شيء. راجع TAMASUK_PROGRAMME",
    ),
    "other": (
        "The database here is of another installation than {name} ({programme}). Nothing was changed.\n"
        "Move it away first, or restore to another TAMASUK_DATABASE_URL.",
        "قاعدة البيانات الموجودة هنا لمنظومة أخرى، ولم يتغير شيء. انقلها أولاً.",
    ),
    "occupied": (
        "There is a database here already. To put it aside, and {name} in its place, add --replace",
        "توجد قاعدة بيانات هنا من قبل. لوضعها جانباً أضف --replace",
    ),
    "foreign": (
        "Another installation keeps its backups there ({name}, {programme}). Give this one a folder "
        "of its own in TAMASUK_BACKUP_URL.",
        "تحفظ منظومة أخرى نسخها في هذا المكان. اختر مجلداً آخر في TAMASUK_BACKUP_URL",
    ),
    "room": (
        "{folder}: {needed} are needed there for a moment, and {free} are free.",
        "المساحة على القرص لا تكفي. احذف ما لا يلزم ثم أعد المحاولة.",
    ),
}

_NOWHERE = (
    "TAMASUK_BACKUP_URL is not set: a folder on another disk, or s3://BUCKET/FOLDER. See docs/backup.md\n"
    "Until then, beside the database: tamasuk backup --to {here}\n"
    "لم يُحدد مكان النسخ الاحتياطية TAMASUK_BACKUP_URL. راجع docs/backup.md"
)
_SAME = (
    "TAMASUK_BACKUP_URL is the same as TAMASUK_MEDIA_URL. Give backups a place of their own.\n"
    "مكان النسخ الاحتياطية هو مكان الصور نفسه. اختر مكاناً آخر."
)
_UNREACHED = (
    "The second place cannot be used: {said}\n"
    "تعذّر الوصول إلى مكان النسخ الاحتياطية، أو لا مساحة فيه. لم يتغير شيء."
)
_NO_COPY = (
    "The database could not be copied: {said}\nتعذّر نسخ قاعدة البيانات. لم يتغير شيء، والسبب في السطر الأول."
)
_PROGRAM = (
    "{name} is not here: install the client programs of PostgreSQL, of the server's version or newer, or set "
    "TAMASUK_POSTGRES_PROGRAMS to their folder.\nينقص برنامج من برامج PostgreSQL. راجع docs/backup.md"
)
_NOT_ALLOWED = (
    "The database's role {role} may not make databases: ALTER ROLE {role} CREATEDB\n"
    "لا يملك مستخدم قاعدة البيانات صلاحية إنشاء قاعدة أخرى. الحل في السطر الأول."
)
_BUSY = (
    "Another backup is being made at this moment. Try again when it has ended.\n"
    "تُصنع نسخة أخرى في هذه اللحظة. أعد المحاولة بعد انتهائها."
)


class Nowhere(Unset):
    """There is no second place; the message says what to set."""

    def __init__(self, here: str = "") -> None:
        super().__init__(_NOWHERE.format(here=here) if here else _SAME)


def words_of(error: Exception) -> str:
    """What to say of it."""
    match error:
        case NoBackup():
            english, arabic = WORDS[error.why]
            return f"{english.format(**error.about)}\n{arabic}"
        case NoProgram():
            return _PROGRAM.format(name=error)
        case NotAllowed():
            return _NOT_ALLOWED.format(role=error)
        case Elsewhere():
            return _BUSY
        case BrokenCopy():
            return _NO_COPY.format(said=error)
        case Unreachable() | Missing():
            return _UNREACHED.format(said=error)
        case _:
            return str(error)


@contextmanager
def in_words() -> Iterator[None]:
    """What an operator can mend is said in words, and ends the command."""
    with explained():
        try:
            yield
        except (
            NoBackup,
            NoProgram,
            NotAllowed,
            Elsewhere,
            Unreachable,
            Missing,
            BrokenCopy,
            Nowhere,
        ) as error:
            fail(words_of(error))
