"""What goes with the words of a campaign's message: a photo, a file or a voice message."""

from alembic import op
from sqlalchemy import Column

from bot.storage.columns import Json

revision = "0013"
down_revision = "0012"
when = "before"


def upgrade() -> None:
    op.add_column("campaign_steps", Column("media", Json(), nullable=True))
