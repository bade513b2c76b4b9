"""The statements of a batch of turns. This is the hot path: nothing else may be slow.

Each is written in Core and compiled at import (`bot.storage.binder`); they run on the raw driver, many
in one hop. `reads` come in the order in which a batch needs them; `writes` are executed in the order in
which `bot.storage.ledger` lists them, so that what refers to a row comes after it. Set input is a JSON
text for `json_each`; bytes travel in it as hex and come back through `from_hex`. Another dialect needs
its own words in `sets`.
"""
