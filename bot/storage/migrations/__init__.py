"""Alembic reads these."""
