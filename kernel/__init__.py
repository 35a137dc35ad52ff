"""Pure values that every layer speaks in: money, quantities, ids, time, refusals. No I/O, no database, no GraphQL."""
