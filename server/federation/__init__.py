"""Identity providers as this server asks them: their documents, their tokens, and nothing else of their network."""
