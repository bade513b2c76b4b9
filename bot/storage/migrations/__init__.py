"""How the tables came to be, step by step. `bot.storage.migrate` runs these; nobody imports them.

A step says whether it goes before the new code or after it (`when = "before"`): steps before are safe
while the old program still runs.
"""
