"""After a campaign was sent: who replied, what its author was shown, what was corrected or taken back."""

from alembic import op
from sqlalchemy import Boolean, Column, Text

from bot.storage.columns import Id, Moment

revision = "0014"
down_revision = "0013"
when = "before"


def upgrade() -> None:
    op.add_column("campaigns", Column("corrects", Id(), nullable=True))
    op.add_column("campaigns", Column("undone_at", Moment(), nullable=True))
    op.add_column("campaign_steps", Column("told", Text(), nullable=True))
    op.add_column("recipients", Column("replied", Boolean(), nullable=True))
