"""An index for wagers of one status in order of time: those that have waited longest are few among millions."""

from stores.postgres.migrations import script

revision = "0007_wagers_waiting"
down_revision = "0006_changes"


def upgrade() -> None:
    script.run("0007_wagers_waiting.up.sql")


def downgrade() -> None:
    script.run("0007_wagers_waiting.down.sql")
