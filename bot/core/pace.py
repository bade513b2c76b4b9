"""How fast an account may send: token buckets, as decisions returned as values.

One bucket per channel account refills at the setting, but for a little, and holds three tokens plus what
refills in 20 ms, so that no sliding second goes far above the setting; the little is for what was let go
evenly and arrives in a knot. Campaigns leave two tokens to replies, so that a
reply finds one at once. A small bucket per chat stands beside it. The account's bucket starts empty
(after a restart we do not know what was just sent), a chat's full. A 429 empties the account's
bucket and closes it until the provider's moment (`design.md` §5).

Time is a number of seconds on any monotonic clock and is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

RESERVED = 2.0
_HELD = 3.0
_REFILL = 0.020
SLOWEST = 0.25
STEADY = 0.995


@dataclass(frozen=True, slots=True)
class Bucket:
    """`rate` tokens a second up to `size`; `tokens` of them at `at`; closed until `closed`."""

    rate: float
    size: float
    tokens: float
    at: float
    closed: float = 0.0

    def filled(self, now: float) -> Bucket:
        """The same bucket a while later. A clock that went back refills nothing."""
        if now <= self.at:
            return self
        tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
        return Bucket(self.rate, self.size, tokens, now, self.closed)

    def wait(self, now: float, leave: float = 0.0) -> float:
        """Seconds until a token can be taken that leaves `leave` behind; 0: now."""
        later = self.filled(now)
        missing = 1.0 + leave - later.tokens
        return max(missing / self.rate if missing > 1e-9 else 0.0, later.closed - now, 0.0)

    def taken(self, now: float) -> Bucket:
        """After one token was taken."""
        later = self.filled(now)
        return replace(later, tokens=later.tokens - 1.0)


def account(rate: float, now: float) -> Bucket:
    """The bucket of a channel account, empty."""
    return Bucket(rate * STEADY, _HELD + rate * _REFILL, 0.0, now)


def chat(burst: int, rate: float, now: float) -> Bucket:
    """The bucket of one chat, full."""
    return Bucket(rate, float(burst), float(burst), now)


def throttled(bucket: Bucket, now: float, after: float) -> Bucket:
    """The provider said 429: wait as long as it says (a second when it does not), then start from empty."""
    return replace(bucket.filled(now), tokens=0.0, closed=max(bucket.closed, now + max(after, 1.0)))


def slower(bucket: Bucket, now: float, setting: float) -> Bucket:
    """After a 429 a tenth slower, down to a quarter of the setting."""
    later = bucket.filled(now)
    return replace(later, rate=max(later.rate * 0.9, setting * SLOWEST))


def recovered(bucket: Bucket, now: float, setting: float) -> Bucket:
    """Each success brings the rate a little nearer to that of the setting again."""
    whole = setting * STEADY
    if bucket.rate >= whole:
        return bucket
    later = bucket.filled(now)
    return replace(later, rate=min(whole, later.rate * 1.01))
