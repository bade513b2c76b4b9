"""Lengths as Telegram counts them, and texts cut where reading allows it."""

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def units(text: str) -> int:
    """The length in UTF-16 code units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in order, each piece within the limit; none when there is nothing to read."""
    found = []
    while units(text) > limit:
        head = _head(text, limit)
        found.append(head.rstrip())
        text = text[len(head) :].lstrip()
    return [piece for piece in (*found, text) if piece.strip()]


def _head(text: str, limit: int) -> str:
    """As much as fits, up to the end of a paragraph, else a line, else a word, else anywhere."""
    room = text[:limit]
    while (over := units(room) - limit) > 0:
        room = room[: -((over + 1) // 2)]
    for seam in ("\n\n", "\n", " "):
        at = room.rfind(seam)
        following = text[at + len(seam) :].partition(seam)[0]
        if at > limit // 2 or (at > 0 and units(following) <= limit):
            return room[: at + len(seam)]
    return room
