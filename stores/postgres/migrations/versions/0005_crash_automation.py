"""What crash does by itself: a materialized view, two triggers and a procedure."""

from stores.postgres.migrations import script

revision = "0005_crash_automation"
down_revision = "0004_crash"


def upgrade() -> None:
    script.run("0005_crash_automation.up.sql")


def downgrade() -> None:
    script.run("0005_crash_automation.down.sql")
