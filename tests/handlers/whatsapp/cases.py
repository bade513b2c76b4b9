"""Every kind of message that Twilio delivers, with what it must be read as; the forms are in `payloads/`."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.core.channel import AddressKey
from bot.core.media import Media

PAYLOADS = Path(__file__).parent / "payloads"
ACCOUNT_SID = "AC" + "5f" * 16
NUMBER = "+15550102030"
PHONE = AddressKey("phone", "+962790000001")
BSUID = AddressKey("bsuid", "JO.13491208655302741918")
PARENT = AddressKey("parent_bsuid", "JO.ENT.777")
QUOTED = "MM" + "ab" * 16


@dataclass(frozen=True)
class Case:
    """The name is that of the file."""

    name: str
    kind: str
    text: str = ""
    address: AddressKey = PHONE
    also: tuple[AddressKey, ...] = (BSUID,)
    choice: str = ""
    quoted: str = ""
    media: tuple[Media, ...] = field(default=())
    position: tuple[float | None, float | None] = (None, None)


def medium(message: int, kind: str, mime: str, n: int = 1, name: str = "", as_file: bool = False) -> Media:
    ref = (
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM{message:032x}/Media/ME{n:032x}"
    )
    return Media(kind, ref, mime=mime, name=name, as_file=as_file)


CASES = (
    Case("text", "said", "مرحبا"),
    Case("text_without_phone", "said", "مرحبا", address=BSUID, also=(PARENT,)),
    Case("text_before_business_ids", "said", "مرحبا", also=()),
    Case("button", "tapped", "تأكيد", choice="7:yes", quoted=QUOTED),
    Case("list", "tapped", "إربد", choice="7:JO-IR", quoted=QUOTED),
    Case("photo", "media", media=(medium(6, "photo", "image/jpeg"),)),
    Case("photo_with_words", "media", "تنظيف الحديقة", media=(medium(7, "photo", "image/jpeg"),)),
    Case(
        "photo_as_file",
        "media",
        media=(medium(8, "photo", "image/jpeg", name="IMG_2041.jpg", as_file=True),),
    ),
    Case("voice", "media", media=(medium(9, "voice", "audio/ogg"),)),
    Case("music", "media", media=(medium(10, "audio", "audio/mpeg"),)),
    Case("video", "media", "يوم التطوع", media=(medium(11, "video", "video/mp4"),)),
    Case("document", "media", media=(medium(12, "file", "application/pdf", name="كشف الحضور.pdf"),)),
    Case(
        "document_with_words",
        "media",
        "هذا كشف الحضور، أرجو المراجعة",
        media=(medium(13, "file", "application/pdf"),),
    ),
    Case(
        "two_photos",
        "media",
        media=(medium(14, "photo", "image/jpeg"), medium(14, "photo", "image/png", n=2)),
    ),
    Case("position", "position", "الملعب البلدي", position=(32.5556, 35.85)),
    Case("position_off_the_earth", "odd", "location"),
    Case("quoted_reply", "said", "هذه", quoted=QUOTED),
    Case("sticker", "signal"),
    Case("reaction", "signal", "👍", quoted=QUOTED),
    Case("contact", "odd", "contact"),
    Case("unsupported", "odd", "unsupported"),
    Case("from_an_advertisement", "said", "أريد التطوع"),
    Case("flow", "odd", "interactive"),
    Case("unfinished_media", "odd", "image"),
)


def payload(name: str) -> list[tuple[str, str]]:
    """The form of a case, in the order in which it was sent."""
    lines = (PAYLOADS / f"{name}.form").read_text("utf-8").splitlines()
    return [(field_name, value) for field_name, _, value in (line.partition("=") for line in lines)]
