"""The schema polygraph: what changes in the tables of all systems, for the feed."""

from stores.postgres.migrations import script

revision = "0006_changes"
down_revision = "0005_crash_automation"


def upgrade() -> None:
    script.run("0006_changes.up.sql")


def downgrade() -> None:
    script.run("0006_changes.down.sql")
