"""When a workbook was published: forms beside those that are shipped."""

from alembic import op
from sqlalchemy import Column

from bot.storage.columns import Moment

revision = "0007"
down_revision = "0006"
when = "before"


def upgrade() -> None:
    op.add_column("forms", Column("published_at", Moment(), nullable=True))
