"""What comes in several messages, or as something other than words."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Sent, Shared
from tests.core.fields.asked import UNKNOWN, medium, photos, question, tapped
from tests.core.fields.rows import ALBUM, HERE, VOICE, Row, asks, gives, refuses

PHOTOS = question("photo", required=False, consent="yes")
THREE_PHOTOS = question("photo", count="3")
COUNT = question("tally")
BY_SEX = question("tally", cross="yes", bands="0-17 18+")

_LINE = "27: 15 نساء و12 رجل، منهم 6 أطفال"
_SIX_CHILDREN = {"0-17": 6, "18-29": None, "30-59": None, "60+": None}
_NOT_KNOWN = {"0-17": None, "18-29": None, "30-59": None, "60+": None}

CASES: dict[str, tuple[Row, ...]] = {
    "photo": (
        gives(PHOTOS, [ALBUM, "تم", "نعم"], {"photos": ["m1", "m2", "m3"], "consent": "yes"}),
        gives(
            PHOTOS,
            [photos("m1"), photos("m2"), tapped("done"), tapped("no")],
            {"photos": ["m1", "m2"], "consent": "no"},
        ),
        gives(PHOTOS, [photos("m1"), "done", "yes"], {"photos": ["m1"], "consent": "yes"}, "en"),
        gives(
            PHOTOS, [photos("m1"), "نهاية", photos("m2"), "اي"], {"photos": ["m1", "m2"], "consent": "yes"}
        ),
        gives(
            PHOTOS,
            [photos("m1", caption="الجلسة"), photos("m2", caption="الختام"), "تم", "1"],
            {"photos": ["m1", "m2"], "consent": "yes", "caption": "الجلسة\nالختام"},
        ),
        asks(PHOTOS, ALBUM, "field.photo.more"),
        asks(PHOTOS, [ALBUM, "تم"], "field.photo.consent"),
        refuses(PHOTOS, [ALBUM, "تم", "ربما"], "field.photo.consent_expected"),
        gives(PHOTOS, "لا", {"photos": []}),
        gives(PHOTOS, tapped("none"), {"photos": []}),
        gives(PHOTOS, "No photos", {"photos": []}, "en"),
        gives(THREE_PHOTOS, ALBUM, {"photos": ["m1", "m2", "m3"]}),
        gives(THREE_PHOTOS, photos("m1", "m2", "m3", "m4"), {"photos": ["m1", "m2", "m3"]}),
        gives(THREE_PHOTOS, [photos("m1"), photos("m1"), "تم"], {"photos": ["m1"]}),
        gives(THREE_PHOTOS, [Sent((medium("file", "f1", mime="image/heic"),)), "تم"], {"photos": ["f1"]}),
        gives(THREE_PHOTOS, [Sent((medium("file", "f1", name="IMG_1.HEIC"),)), "تم"], {"photos": ["f1"]}),
        refuses(THREE_PHOTOS, Sent((medium("file", "f1", mime="application/pdf"),)), "field.refused.media"),
        refuses(THREE_PHOTOS, VOICE, "field.refused.voice"),
        refuses(THREE_PHOTOS, "تم", "field.photo.none_yet"),
        refuses(THREE_PHOTOS, tapped("done"), "field.photo.none_yet"),
        refuses(THREE_PHOTOS, "جميل", "field.photo.expected"),
    ),
    "voice": (
        gives(question("voice"), VOICE, {"media": "v1"}),
        gives(
            question("voice"),
            Sent((medium("file", "f1", mime="audio/ogg"),), "note"),
            {"media": "f1", "caption": "note"},
            "en",
        ),
        refuses(question("voice"), ALBUM, "field.refused.media"),
        refuses(question("voice"), "كلام", "field.voice.expected"),
        gives(replace(question("voice"), special=(UNKNOWN,)), "مدري", "-8"),
        gives(replace(question("voice"), special=(UNKNOWN,)), tapped("-8"), "-8"),
    ),
    "video": (
        gives(question("video"), Sent((medium("video", "m1"),)), {"media": "m1"}),
        gives(question("video"), Sent((medium("file", "m1", mime="video/mp4"),)), {"media": "m1"}, "en"),
        refuses(question("video"), photos("m1"), "field.refused.media"),
        refuses(question("video"), "hello", "field.video.expected", "en"),
    ),
    "file": (
        gives(question("file"), Sent((medium("file", "m1", mime="application/pdf"),)), {"media": "m1"}),
        gives(question("file"), photos("m1", "m2"), {"media": "m1"}, "en"),
        refuses(question("file"), "كلام", "field.file.expected"),
        refuses(question("file"), Sent(()), "field.refused.media"),
    ),
    "position": (
        gives(question("position"), HERE, {"latitude": 32.5568, "longitude": 35.8469}),
        gives(question("position"), "عند المدرسة", {"text": "عند المدرسة"}),
        gives(question("position"), "near the school", {"text": "near the school"}, "en"),
        refuses(question("position"), Shared(91.0, 0.0), "field.position.expected"),
        refuses(question("position"), Shared(0.0, float("nan")), "field.position.expected"),
        refuses(question("position"), Shared(phone="+962790000000"), "field.refused.position"),
        refuses(question("position"), "\0", "field.position.expected"),
        refuses(question("position"), "ا" * 300, "field.text.long"),
    ),
    "tally": (
        asks(COUNT, "27", "field.tally.women"),
        asks(COUNT, ["27", "15"], "field.tally.band"),
        gives(
            COUNT,
            ["27", "15", "6", "10", "8", "3"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 10, "30-59": 8, "60+": 3}},
        ),
        gives(
            COUNT,
            ["٢٧", "خمسة عشر", "27"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 27, "18-29": 0, "30-59": 0, "60+": 0}},
        ),
        gives(
            COUNT,
            ["27", "ما بعرف", tapped("unknown_ages")],
            {"total": 27, "women": None, "men": None, "bands": _NOT_KNOWN},
        ),
        gives(
            COUNT,
            ["27", "0", "6", "لا أعرف", "مدري", "لا أعرف"],
            {"total": 27, "women": 0, "men": 27, "bands": _SIX_CHILDREN},
        ),
        gives(
            COUNT,
            ["27", "15", "6", tapped("rest")],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 21, "30-59": 0, "60+": 0}},
        ),
        gives(COUNT, tapped("unknown"), {"total": None, "women": None, "men": None, "bands": _NOT_KNOWN}),
        gives(COUNT, "0", {"total": 0, "women": 0, "men": 0, "bands": dict.fromkeys(_NOT_KNOWN, 0)}),
        refuses(COUNT, ["27", "28"], "field.tally.women_expected"),
        refuses(COUNT, ["27", "15", "28"], "field.tally.band_expected"),
        refuses(COUNT, ["27", "15", "6", "10", "8", "2"], "field.tally.short"),
        gives(
            COUNT,
            ["27", "15", "6", "10", "8", "2", "لا أعرف"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 10, "30-59": 8, "60+": None}},
        ),
        asks(COUNT, _LINE, "field.tally.confirm"),
        asks(COUNT, [_LINE, "نعم"], "field.tally.band"),
        gives(
            COUNT,
            [_LINE, "صحيح", tapped("unknown_ages")],
            {"total": 27, "women": 15, "men": 12, "bands": _SIX_CHILDREN},
        ),
        gives(
            COUNT,
            ["27: 15 women and 12 men, of whom 6 children", "yes", "21"],
            {"total": 27, "women": 15, "men": 12, "bands": {"0-17": 6, "18-29": 21, "30-59": 0, "60+": 0}},
            "en",
        ),
        gives(
            COUNT,
            ["15 women and 12 men", "y", "Ages not known"],
            {"total": 27, "women": 15, "men": 12, "bands": _NOT_KNOWN},
            "en",
        ),
        asks(COUNT, [_LINE, "لا"], ""),
        asks(COUNT, [_LINE, "28"], "field.tally.women"),
        asks(COUNT, ["15 نساء", "نعم"], ""),
        asks(COUNT, ["15 نساء", "نعم", "27"], "field.tally.band"),
        asks(COUNT, ["27", "15 نساء", "نعم"], "field.tally.band"),
        asks(COUNT, ["27", "12 رجل", "نعم"], "field.tally.band"),
        refuses(COUNT, "27: 15 نساء و10 رجال", "field.tally.sexes"),
        refuses(COUNT, ["10", "15 نساء"], "field.tally.sex_above"),
        refuses(COUNT, "10 أشخاص منهم 12 طفل", "field.tally.bands_above"),
        refuses(COUNT, "نصهم نساء", "field.tally.unclear"),
        refuses(COUNT, "a lot", "field.tally.unclear", "en"),
        refuses(COUNT, "123456", "field.tally.total_bounds"),
        refuses(COUNT, "-1", "field.tally.total_bounds"),
        refuses(question("tally", max="500"), "501", "field.tally.total_bounds"),
        refuses(question("tally", max="500"), "300 نساء و300 رجال", "field.tally.total_bounds"),
        refuses(COUNT, VOICE, "field.refused.voice"),
        refuses(COUNT, [_LINE, "ربما"], "field.tally.unclear"),
        asks(BY_SEX, ["27", "15"], "field.tally.band_women"),
        gives(
            BY_SEX,
            ["27", "15", "6", "9", "2", tapped("rest")],
            {
                "total": 27,
                "women": 15,
                "men": 12,
                "bands": {"0-17": 8, "18+": 19},
                "cross": {"women": {"0-17": 6, "18+": 9}, "men": {"0-17": 2, "18+": 10}},
            },
        ),
        gives(
            BY_SEX,
            ["27", "15", tapped("unknown_ages"), "12"],
            {
                "total": 27,
                "women": 15,
                "men": 12,
                "bands": {"0-17": None, "18+": None},
                "cross": {"women": {"0-17": None, "18+": None}, "men": {"0-17": 12, "18+": 0}},
            },
        ),
        gives(
            BY_SEX,
            ["27", tapped("unknown"), "27"],
            {"total": 27, "women": None, "men": None, "bands": {"0-17": 27, "18+": 0}},
        ),
    ),
}
