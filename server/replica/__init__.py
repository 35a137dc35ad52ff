"""A read replica: queries are read from it, and whoever has written sees there what they wrote, or is answered by the primary."""
