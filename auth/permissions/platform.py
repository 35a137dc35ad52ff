"""The rights over things of the platform: companies, parties, users, files, approvals, imports."""

from auth.data_class import DataClass
from auth.permissions.permission import Module, Thing

PLATFORM = (
    Thing(
        Module.PLATFORM,
        "company",
        DataClass.INTERNAL,
        "See the companies: name, address, currency, time zone.",
        "Change the master data and policies of companies.",
    ),
    Thing(
        Module.PLATFORM,
        "reference",
        DataClass.PUBLIC,
        "See reference data: currencies, exchange rates, countries, units and their conversions.",
        "Change reference data and record exchange rates.",
    ),
    Thing(
        Module.PLATFORM,
        "party",
        DataClass.INTERNAL,
        "See customers, vendors and other parties with their addresses.",
        "Create and change parties and their addresses.",
    ),
    Thing(
        Module.PLATFORM,
        "party_contact",
        DataClass.PERSONAL,
        "See how people are reached: contact persons, e-mail addresses, telephone numbers.",
        "Create and change contact persons, e-mail addresses and telephone numbers.",
    ),
    Thing(
        Module.PLATFORM,
        "user",
        DataClass.PERSONAL,
        "See who can sign in, and with which roles.",
        "Invite users, change them and give them roles.",
    ),
    Thing(
        Module.PLATFORM,
        "role",
        DataClass.INTERNAL,
        "See the roles and the permissions in them.",
        "Compose roles out of permissions.",
    ),
    Thing(
        Module.PLATFORM,
        "segregation",
        DataClass.PERSONAL,
        "See which rights one person must not have together, and who has them all the same.",
        "Say which rights one person must not have together.",
    ),
    Thing(
        Module.PLATFORM,
        "number_series",
        DataClass.INTERNAL,
        "See the series from which documents take their numbers.",
        "Change the pattern and the period of number series.",
    ),
    Thing(
        Module.PLATFORM,
        "external_reference",
        DataClass.INTERNAL,
        "See under which ids other systems know a record.",
        "Link records to their ids in other systems.",
    ),
    Thing(
        Module.PLATFORM,
        "file",
        DataClass.INTERNAL,
        "See the files that one has uploaded oneself.",
        "Upload files.",
    ),
    Thing(
        Module.PLATFORM,
        "attachment",
        DataClass.INTERNAL,
        "See and fetch what is attached to documents that one may see.",
        "Attach files to documents that one may see, and take them off.",
    ),
    Thing(
        Module.PLATFORM,
        "notification",
        DataClass.INTERNAL,
        "See one's own notifications.",
        "Mark one's own notifications as read, and choose how to be told what.",
    ),
    Thing(
        Module.PLATFORM,
        "approval",
        DataClass.INTERNAL,
        "See the requests for approval that one has made, may decide or has decided.",
        None,
        (
            (
                "decide",
                "Decide what waits for one, withdraw what one has asked for, and let somebody else decide in one's place.",
            ),
        ),
    ),
    Thing(
        Module.PLATFORM,
        "approval_policy",
        DataClass.INTERNAL,
        "See which documents need approval, and every request for it.",
        "Say which documents need approval, and whose.",
    ),
    Thing(
        Module.PLATFORM,
        "history",
        DataClass.INTERNAL,
        "See who changed what one may see, when, why and which fields, without the values.",
        None,
    ),
    Thing(
        Module.PLATFORM,
        "job",
        DataClass.INTERNAL,
        "See the work in the background that others have asked for; one's own is seen without.",
        None,
    ),
    Thing(
        Module.PLATFORM,
        "import",
        # A row of a source is shown as it was read, whoever it is about.
        DataClass.PERSONAL,
        "See imports with every row of their sources, mappings, other systems and the fields that they own.",
        "Prepare imports: bring files, say what their columns become, name other systems and give them fields.",
        (
            ("run", "Check imports and run them, which writes whatever their mappings say."),
            ("revert", "Take back what an import has made."),
        ),
    ),
)
