"""Who comes in: people with their passwords, second factors, sessions and links."""
