"""The address of a place in an S3-compatible store."""

from __future__ import annotations

import pytest

from bot.core.bucket import Bucket, shown


def test_the_least_that_can_be_said() -> None:
    assert Bucket.at("s3://tamasuk") == Bucket("tamasuk")


def test_all_that_can_be_said() -> None:
    url = "s3://AK1:a%2Fb+c%3D@tamasuk/media/amman?endpoint=https://s3.example.org:9000&region=eu-1"
    assert Bucket.at(url) == Bucket(
        "tamasuk", "media/amman", "AK1", "a/b+c=", "https://s3.example.org:9000", "eu-1"
    )


def test_what_is_shown_has_no_key() -> None:
    found = Bucket.at("s3://AK1:hidden@tamasuk/media/?endpoint=http://127.0.0.1:9000&region=eu-1")
    assert found.shown == "s3://tamasuk/media?endpoint=http://127.0.0.1:9000"
    assert shown("s3://AK1:hidden@tamasuk") == "s3://tamasuk"
    assert shown("s3://AK1:hid/den@tamasuk") == "s3://…"
    assert shown("/var/media") == "/var/media"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("gs://tamasuk", "s3://BUCKET"),
        ("s3://", "not a bucket"),
        ("s3://ab", "not a bucket"),
        ("s3://AK1:hid/den@tamasuk/media", "%2F"),
        ("s3://hid/den@tamasuk/media", "not a bucket|%2F"),
        ("s3://AK1@tamasuk", "KEY:SECRET"),
        ("s3://tamasuk/a/../b", "not a folder"),
        ("s3://tamasuk/a b", "not a folder"),
        ("s3://tamasuk?acl=public", "acl"),
        ("s3://tamasuk?endpoint=s3.example.org", "endpoint"),
        ("s3://tamasuk?endpoint=https://key:hidden@s3.example.org", "endpoint"),
        ("s3://tamasuk#media", "not a place"),
    ],
)
def test_a_wrong_one_says_what_to_write_and_repeats_no_secret(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as raised:
        Bucket.at(url)
    assert "hid" not in str(raised.value)
