"""The Postgres schemas' revisions, run with Alembic: one for each system, then one for each later change.

A revision is frozen SQL (`sql/<revision>.up.sql` and `.down.sql`), so that a later change of the models cannot
change what an old revision does. `snapshot` writes a system's first revision from its models.
"""

from stores.postgres.migrations.runner import current, differences, downgrade, head, stamp, upgrade

__all__ = ["current", "differences", "downgrade", "head", "stamp", "upgrade"]
