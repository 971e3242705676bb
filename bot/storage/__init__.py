"""The database: SQLAlchemy Core and Alembic, and nothing else of ours."""
