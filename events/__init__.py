"""What has happened, in the order in which everybody is told of it: from the outbox to the feed, and to whoever follows it.

It knows nothing of GraphQL and of HTTP; subscriptions and webhooks read the feed that is followed here.
"""
