"""Charts of accounts that come with Torso, as files of data."""
