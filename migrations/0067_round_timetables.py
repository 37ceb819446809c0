"""Rounds have a pace, and their stops windows and planned times."""

import sqlalchemy as sa

from app.commands.altering import altering

revision = "0067_round_timetables"
down_revision = "0066_free_postage_versions"
branch_labels = depends_on = None


def upgrade() -> None:
    """Rounds that were built before have no planned times, and the usual pace."""
    with altering("rounds") as rounds:
        rounds.add_column("starts_at", sa.BigInteger(), fill="510")
        rounds.add_column("stop_minutes", sa.BigInteger(), fill="6")
        rounds.add_column("km_minutes", sa.BigInteger(), fill="2")
        rounds.set_check(
            "pace_sane",
            "starts_at BETWEEN 0 AND 1439 AND stop_minutes BETWEEN 1 AND 60 "
            "AND km_minutes BETWEEN 1 AND 20",
        )
    with altering("round_stops") as stops:
        stops.add_column("opens_at", sa.BigInteger())
        stops.add_column("closes_at", sa.BigInteger())
        stops.add_column("arrives_at", sa.BigInteger())
        stops.set_check(
            "window_sane",
            "(opens_at IS NULL) = (closes_at IS NULL) "
            "AND (opens_at IS NULL OR (0 <= opens_at AND opens_at < closes_at))",
        )


def downgrade() -> None:
    with altering("round_stops") as stops:
        stops.drop_check("window_sane")
    with altering("round_stops") as stops:
        for name in ("opens_at", "closes_at", "arrives_at"):
            stops.drop_column(name)
    with altering("rounds") as rounds:
        rounds.drop_check("pace_sane")
    with altering("rounds") as rounds:
        for name in ("starts_at", "stop_minutes", "km_minutes"):
            rounds.drop_column(name)
