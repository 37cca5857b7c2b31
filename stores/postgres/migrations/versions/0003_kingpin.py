"""The schema kingpin: the streaming game."""

from stores.postgres.migrations import script

revision = "0003_kingpin"
down_revision = "0002_hosting"


def upgrade() -> None:
    script.run("0003_kingpin.up.sql")


def downgrade() -> None:
    script.run("0003_kingpin.down.sql")
