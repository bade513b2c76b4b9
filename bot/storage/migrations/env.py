"""Alembic's door: it runs the steps on the connection that `bot.storage.migrate` hands over."""

from alembic import context

from bot.storage.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
