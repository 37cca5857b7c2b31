"""Run by Alembic itself for each command, on the connection that `runner` puts into the configuration."""

from alembic import context

from stores.postgres.migrations.version_table import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], **VERSION_TABLE)
context.run_migrations()
