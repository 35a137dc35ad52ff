"""What goods cost: price lists, pricing rules and coupons, and why a price is what it is."""
