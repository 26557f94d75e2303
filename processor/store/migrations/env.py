"""Alembic's entry: runs inside the transaction that `processor.store.migrate` opened."""

from alembic import context

from processor.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
