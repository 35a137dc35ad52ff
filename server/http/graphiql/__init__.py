"""GraphiQL, served from what npm installed on this machine."""
