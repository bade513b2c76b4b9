"""Telegram: updates in, by long polling or by webhook; messages out through `telegram.Bot`.

`account.Telegram` is the channel; `poll.Poller` and `webhook.route` bring updates in. `telegram.ext` is
used nowhere: it acknowledges from memory. Nothing here is acknowledged before it is committed.
"""
