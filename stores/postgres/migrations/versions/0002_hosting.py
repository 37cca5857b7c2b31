"""The schema hosting: mining-site hosting."""

from stores.postgres.migrations import script

revision = "0002_hosting"
down_revision = "0001_fire22"


def upgrade() -> None:
    script.run("0002_hosting.up.sql")


def downgrade() -> None:
    script.run("0002_hosting.down.sql")
