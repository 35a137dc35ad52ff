"""The composition root: settings, database, application and commands are put together here and nowhere else."""
