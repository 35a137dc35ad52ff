"""That a provider is not to be believed, or not to be reached."""


class ProviderRefused(Exception):
    """What a provider says is not believed; the reason is for the audit, and never for whoever signs in."""

    def __init__(self, why: str) -> None:
        """Say why, in a few words of ours: nothing of what the provider has sent."""
        super().__init__(why)
        self.why = why
