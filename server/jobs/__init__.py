"""Workers: processes that do what was asked for in the background, and what is due by the clock."""
