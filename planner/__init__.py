"""From a selection of the schema to one SQL statement that returns the response as JSON text.

The way of a request, and the order to read the files in:

    fields, lists    how a type says what its fields are in the database
    entity           binding types to tables; what does not fit fails at import
    inputs, grouping the inputs and types that follow from the declarations: filters, orders, aggregates
    selection        what a request selects of a type
    arguments        reading its arguments, and remembering what the plan depends on
    planning         what is known and found out while an operation is planned: rights, denials, usage
    reckoned         root fields that Python reckons from what the statement reads
    roots            the root fields: look-ups, nodes, lists, aggregates, search
    objects, scope   the fields of a row as JSON text, to any depth; what is joined to the row on the way
    documents        objects that a row holds as JSON
    paging, pages    lists: which rows a page has, and how it is written
    ordering, cursor keyset paging: what comes after a row, and the sealed text that stands for the row
    filters          conditions, also on related entities
    aggregates       rows grouped, counted and added up
    text, leaves     JSON as SQL text
    operation        an operation as one statement: the plan
    cache            plans that have been made
    answer           running a plan, and putting into its answer what SQL cannot say

    writable, mutation_inputs, drafts    what can be written, the inputs made from it, and reading them
    mutations        declaring what is done
    payload, written payloads of mutations: planned before, run after, in the same transaction

The planner knows GraphQL and SQLAlchemy, and no business. Who asks is an `access` to it.
"""
