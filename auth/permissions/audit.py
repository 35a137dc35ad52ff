"""The rights over things of the audit."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

AUDIT = (
    # Nobody writes the log: the database does.
    Thing(
        Module.AUDIT,
        "log",
        DataClass.PERSONAL,
        "See the audit: every change with the values before and after it, refusals and denials, and verify its seals.",
        None,
        (("export", "Take the audit out as a file."),),
    ),
)
