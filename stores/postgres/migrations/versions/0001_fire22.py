"""The schema fire22: the sportsbook back office."""

from stores.postgres.migrations import script

revision = "0001_fire22"
down_revision = None


def upgrade() -> None:
    script.run("0001_fire22.up.sql")


def downgrade() -> None:
    script.run("0001_fire22.down.sql")
