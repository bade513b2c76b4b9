"""INSERT … ON CONFLICT, which both dialects spell alike.

SQLAlchemy has a class of it per dialect. PostgreSQL's carries all that SQLite's compiler asks for, and not
the other way round (`tests/storage/test_dialects.py` compiles every statement for both).
"""

from sqlalchemy.dialects.postgresql import insert

__all__ = ["insert"]
