"""Programs that ask in people's names or in their own: how they are let in, and what they have."""
