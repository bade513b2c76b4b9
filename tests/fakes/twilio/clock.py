"""The clock of the fake: real time plus an offset, or frozen at a moment that the test chose."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Decides when a 24-hour window closes and which dates a message carries."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        return self._frozen or datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """Freeze at a moment; `advance` still moves it."""
        self._frozen = moment.astimezone(UTC)

    def advance(self, delta: timedelta) -> None:
        if self._frozen is None:
            self._offset += delta
        else:
            self._frozen += delta
