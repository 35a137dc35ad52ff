"""Operations that schemathesis draws from the whole schema, sent over HTTP to a server of the demo company."""
