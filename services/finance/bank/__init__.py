"""Bank accounts: reading statements, finding what they are about, reconciling them."""
