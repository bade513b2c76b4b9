"""Which message to many is the newest thing at an address, where its buttons are typed by their numbers."""

from alembic import op
from sqlalchemy import Column

from bot.storage.columns import Id

revision = "0015"
down_revision = "0014"
when = "before"


def upgrade() -> None:
    op.add_column("addresses", Column("offered", Id(), nullable=True))
