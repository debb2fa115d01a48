"""What Alembic runs. Migrations are named vNNNN_what.py and are never edited once they are released."""
