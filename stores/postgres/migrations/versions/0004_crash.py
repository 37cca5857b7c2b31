"""The schema crash: crash-game analytics."""

from stores.postgres.migrations import script

revision = "0004_crash"
down_revision = "0003_kingpin"


def upgrade() -> None:
    script.run("0004_crash.up.sql")


def downgrade() -> None:
    script.run("0004_crash.down.sql")
