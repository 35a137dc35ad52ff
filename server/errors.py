"""What whoever runs Torso can act on, as opposed to a bug."""


class OperatorError(Exception):
    """Something outside Torso is not as it has to be; the message says what, and what to do."""
