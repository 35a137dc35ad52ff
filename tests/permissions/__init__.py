"""Who may read what: a matrix of the roles over everything that the schema offers, made from the schema."""
