"""What whoever is on call can see: logs, metrics, which fields clients use."""
