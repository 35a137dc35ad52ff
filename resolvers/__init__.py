"""The verbs that clients call: root fields, and the schema that they make up."""
