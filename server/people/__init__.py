"""Pages on which people sign in, choose passwords and look after their account; they work without scripts."""
