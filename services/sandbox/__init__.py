"""Sandboxes: companies in which partners and developers try their programs out, and the stories that happen in them."""
