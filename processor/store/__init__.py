"""Tables, one unit of work, migrations: SQLite (default) and PostgreSQL."""

from processor.store.engine import FAULTS
from processor.store.standing import Found, standing, thread_event
from processor.store.store import Store
from processor.store.unit import Unit

__all__ = ["FAULTS", "Found", "Store", "Unit", "standing", "thread_event"]
