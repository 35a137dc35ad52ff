"""Who asks, and what they may do: permissions, roles, scopes, tokens, row policies."""
