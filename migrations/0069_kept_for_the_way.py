"""What a return's way took of each line counts as given for its boxes. Of returns that were settled
before, nobody wrote down by line what was kept."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.commands.altering import altering

revision = "0069_kept_for_the_way"
down_revision = "0068_newest_ranges"
branch_labels = depends_on = None

FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with altering("goods_returns") as wanted:
        wanted.add_column("kept", FACTS, fill="'{}'")


def downgrade() -> None:
    with altering("goods_returns") as wanted:
        wanted.drop_column("kept")
