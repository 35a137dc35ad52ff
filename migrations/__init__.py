"""How the tables came to be what they are: Alembic revisions, one intent each, up and down."""
