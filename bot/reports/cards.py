"""Cards with a name and the QR code of a personal link, to be printed on A4 and cut: rows in, HTML out.

Written card by card, so that thousands take no more memory than one. The page loads nothing from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TextIO

_HEAD = """<!doctype html>
<html lang="ar" dir="rtl">
<meta charset="utf-8">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 12mm }}
body {{ margin: 0; font-family: system-ui, "Segoe UI", Tahoma, sans-serif; color: #111; background: #fff }}
main {{ display: grid; grid-template-columns: repeat(3, 1fr) }}
article {{ border: 1px dashed #999; padding: 5mm 4mm; text-align: center; break-inside: avoid }}
h2 {{ font-size: 13pt; margin: 0 0 2mm; overflow-wrap: anywhere }}
p {{ font-size: 9pt; margin: 0 0 2mm }}
svg {{ width: 34mm; height: 34mm; display: block; margin: 0 auto 2mm }}
small {{ font-size: 6.5pt; overflow-wrap: anywhere; direction: ltr; display: block }}
</style>
<main>
"""
_CARD = "<article><h2>{name}</h2><p>{said}</p>{code}<small>{link}</small></article>\n"
_FOOT = "</main>\n</html>\n"
_LONGEST = 80
"""A longer link is for cameras alone."""


def write(stream: TextIO, title: str, said: str, cards: Iterable[Mapping[str, str]]) -> None:
    """A card for each `name` and `link`. `said`: what to do with it."""
    import segno

    stream.write(_HEAD.format(title=escape(title)))
    for card in cards:
        code = segno.make(card["link"], error="m", micro=False).svg_inline(scale=2, border=2, omitsize=True)
        link = card["link"].removeprefix("https://")
        stream.write(
            _CARD.format(
                name=escape(card["name"]),
                said=escape(said),
                code=code,
                link=escape(link) if len(link) <= _LONGEST else "",
            )
        )
    stream.write(_FOOT)
