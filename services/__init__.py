"""The business: rules, life cycles, calculations. No GraphQL, no HTTP."""
