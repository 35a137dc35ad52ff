"""The oracle: every operation is answered twice, by the planner and by a plain second implementation, and compared."""
