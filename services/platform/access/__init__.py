"""Who is let in: programs and what they are granted, people and the browsers in which they have signed in."""
