"""What is known of a person: told to them, and forgotten when they ask for it (GDPR, articles 15, 17 and 20)."""
