"""A second implementation of reading, as plain as can be: whole tables in memory, loops, graphql-core's own executor.

It shares nothing with the first but the tables and the printed schema, so that both cannot have the same fault.
"""
