"""What the company buys, from whom and at which price."""
