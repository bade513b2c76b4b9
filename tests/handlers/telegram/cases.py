"""Every kind of update that Telegram delivers, and what it must be read as; they are whole in `payloads/`."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.core.channel import AddressKey
from bot.core.media import Media

PAYLOADS = Path(__file__).parent / "payloads"
BOT = "7100000001"
LAILA = AddressKey("chat", "911000001")
QUESTION = "480"  # the bot's message that is quoted, or whose button is pressed


@dataclass(frozen=True)
class Case:
    """The name is that of the file. No kind: read as nothing, and acknowledged in silence."""

    name: str
    kind: str = ""
    text: str = ""
    choice: str = ""
    quoted: str = ""
    edits: str = ""
    album: str = ""
    callback: str = ""
    media: tuple[Media, ...] = field(default=())
    position: tuple[float | None, float | None] = (None, None)
    address: AddressKey = LAILA


def photo(ref: str, size: int = 150121) -> tuple[Media, ...]:
    return (Media("photo", f"AgACAgQAAxkBAAIB{ref}", mime="image/jpeg", size=size),)


def file(
    kind: str, ref: str, mime: str, size: int, name: str = "", duration: int = 0, as_file: bool = False
) -> tuple[Media, ...]:
    return (Media(kind, f"BQACAgQAAxkBAAIB{ref}", "", mime, size, name, duration, as_file),)


def group(number: str) -> AddressKey:
    return AddressKey("chat", number)


CASES = (
    # words
    Case("text", "said", "مرحبا"),
    Case("start_with_invitation", "said", "/start TMABCDEFGH23"),
    Case("command_with_name", "said", "/menu"),
    Case("text_with_marks", "said", "شكراً <b>لكم</b> 🌱"),
    Case("text_without_language", "said", "سلاو"),
    Case("reply", "said", "هذه إجابتي", quoted=QUESTION),
    Case("forwarded", "said", "من مجموعة أخرى"),
    Case("edited_text", "said", "٢٦", edits="508"),
    # photos
    Case("photo", "media", media=photo("p13")),
    Case("photo_sizes_in_disorder", "media", media=photo("p20")),
    Case("photo_with_words", "media", "تنظيف الحديقة العامة", media=photo("p33")),
    Case("album_first", "media", "صور النشاط", album="13911000001", media=photo("a13")),
    Case("album_second", "media", album="13911000001", media=photo("a23")),
    Case("live_photo", "media", media=photo("lpp3")),
    Case(
        "photo_as_file",
        "media",
        media=file("photo", "pf", "image/heic", 2411724, "IMG_2041.HEIC", as_file=True),
    ),
    # films, voices, files
    Case("video", "media", "يوم التطوع", media=file("video", "v", "video/mp4", 8411724, "VID_0001.mp4", 34)),
    Case("video_too_large", "media", media=file("video", "vl", "video/mp4", 62914560, "VID_0002.mp4", 260)),
    Case("video_as_file", "media", media=file("video", "vf", "video/quicktime", 5411724, "VID_0003.mov")),
    Case("round_video", "media", media=file("video", "vn", "video/mp4", 730012, duration=11)),
    Case("animation", "media", media=file("video", "an", "video/mp4", 120331, "hello.mp4", 2)),
    Case("voice", "media", media=file("voice", "vo", "audio/ogg", 31337, duration=14)),
    Case("music", "media", media=file("audio", "au", "audio/mpeg", 3145728, "نشيد.mp3", 181)),
    Case("document", "media", "الحضور", media=file("file", "d", "application/pdf", 80211, "كشف الحضور.pdf")),
    Case("document_bare", "media", media=file("file", "bare", "application/octet-stream", 0)),
    # places and cards
    Case("position", "position", position=(32.5556, 35.85)),
    Case("venue", "position", "الملعب البلدي", position=(32.5556, 35.85)),
    Case("own_contact", "contact", "+962790000001", quoted=QUESTION),
    Case("own_contact_without_phone", "odd", "contact"),
    Case("foreign_contact", "odd", "contact"),
    Case("contact_of_nobody", "odd", "contact"),
    # signs
    Case("sticker", "signal", "👍"),
    Case("sticker_without_emoji", "signal"),
    Case("reaction", "signal", "👍", quoted=QUESTION),
    Case("reaction_changed", "signal", "❤", quoted=QUESTION),
    # taps
    Case("tap", "tapped", choice="7:JO-IR", quoted=QUESTION, callback="4382bfdwdsb323b2d9"),
    Case(
        "tap_on_a_forgotten_message",
        "tapped",
        choice="0:accept:6f1d",
        quoted="12",
        callback="4382bfdwdsb323b2da",
    ),
    # coming and going
    Case("blocked", "blocked"),
    Case("unblocked", "unblocked"),
    Case("added_to_a_group", "group", address=group("-1001911000077")),
    Case("group_text", "group", address=group("-1001911000077")),
    Case("group_photo", "group", address=group("-911000077")),
    # what we do not take, and say so
    Case("poll", "odd", "poll"),
    Case("dice", "odd", "dice"),
    Case("story", "odd", "story"),
    Case("kind_of_tomorrow", "odd", "hologram"),
    # what says nothing
    Case("edited_caption"),
    Case("live_position_moves"),
    Case("reaction_taken_back"),
    Case("pinned"),
    Case("timer_changed"),
    Case("from_a_bot"),
    Case("channel_post"),
    Case("tap_without_data"),
    Case("tap_in_a_group"),
    Case("removed_from_a_group"),
    Case("update_of_tomorrow"),
)


def payload(name: str) -> bytes:
    """The update of a case, whole."""
    return (PAYLOADS / f"{name}.json").read_bytes()
