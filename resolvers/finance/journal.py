"""Root fields for journals, dimensions and templates, and what can be done to them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import strawberry

from planner.drafts import key_of
from planner.fields import argument
from planner.lists import KeyPart, by_id, by_key, pages
from planner.mutations import Outcome, mutation
from resolvers.keys import OF_COMPANY
from resolvers.writing import archives, creates, restores, updates
from schema import names
from schema.base import Connection
from schema.finance.dimension import WRITE as WRITE_DIMENSIONS
from schema.finance.entry import POST
from schema.finance.journal import WRITE
from schema.payloads import bulk_payload
from services.finance.account import DIMENSION, DIMENSION_VALUE, JOURNAL
from services.finance.recurring import TEMPLATE, run_due
from services.work import Work

_CODE = KeyPart("code", "Its short name.")


@strawberry.type
class JournalQueries:
    """Root fields for journals, dimensions and templates."""

    journals: Connection[names.Journal] | None = pages("The books in which entries are written.", names.Journal)
    journal: names.Journal | None = by_id("A journal by its id.")
    journal_by_code: names.Journal | None = by_key("A journal by its code.", OF_COMPANY, _CODE)
    dimensions: Connection[names.Dimension] | None = pages("By what amounts are told apart.", names.Dimension)
    dimension: names.Dimension | None = by_id("A dimension by its id.")
    dimension_by_code: names.Dimension | None = by_key("A dimension by its code.", OF_COMPANY, _CODE)
    dimension_values: Connection[names.DimensionValue] | None = pages(
        "What dimensions tell apart.", names.DimensionValue
    )
    dimension_value: names.DimensionValue | None = by_id("A value of a dimension by its id.")
    dimension_value_by_code: names.DimensionValue | None = by_key(
        "A value of a dimension by its code.",
        OF_COMPANY,
        KeyPart("dimension_id", "The dimension whose it is.", of="Dimension"),
        _CODE,
    )
    journal_templates: Connection[names.JournalTemplate] | None = pages(
        "Entries that come again.", names.JournalTemplate
    )
    journal_template: names.JournalTemplate | None = by_id("A journal template by its id.")
    journal_template_lines: Connection[names.JournalTemplateLine] | None = pages(
        "The lines of journal templates.", names.JournalTemplateLine
    )
    journal_template_line: names.JournalTemplateLine | None = by_id("A line of a journal template by its id.")
    journal_template_line_dimensions: Connection[names.JournalTemplateLineDimension] | None = pages(
        "To which values of dimensions lines of templates belong.", names.JournalTemplateLineDimension
    )
    journal_template_line_dimension: names.JournalTemplateLineDimension | None = by_id(
        "That a line of a template belongs to a value of a dimension, by its id."
    )
    journal_template_by_code: names.JournalTemplate | None = by_key(
        "A journal template by its code.", OF_COMPANY, _CODE
    )


async def _run(work: Work, given: Mapping[str, Any]) -> Outcome:
    company_id = key_of(given["companyId"], "Company", ("companyId",))
    keys = await run_due(work, company_id, given["dueOn"])
    return {"journalEntries": keys, "count": len(keys)}


@strawberry.type
class JournalMutations:
    """What can be done to journals, dimensions and templates."""

    journal_create = creates(names.Journal, "Add a journal.", JOURNAL, needs=WRITE)
    journal_update = updates(names.Journal, "Change a journal.", JOURNAL, needs=WRITE)
    journal_archive = archives(names.Journal, "Put a journal out of use.", JOURNAL, needs=WRITE)
    journal_restore = restores(names.Journal, "Put a journal back into use.", JOURNAL, needs=WRITE)
    dimension_create = creates(names.Dimension, "Add a dimension.", DIMENSION, needs=WRITE_DIMENSIONS)
    dimension_update = updates(names.Dimension, "Change a dimension.", DIMENSION, needs=WRITE_DIMENSIONS)
    dimension_archive = archives(names.Dimension, "Put a dimension out of use.", DIMENSION, needs=WRITE_DIMENSIONS)
    dimension_restore = restores(names.Dimension, "Put a dimension back into use.", DIMENSION, needs=WRITE_DIMENSIONS)
    dimension_value_create = creates(
        names.DimensionValue, "Add a value to a dimension.", DIMENSION_VALUE, needs=WRITE_DIMENSIONS
    )
    dimension_value_update = updates(
        names.DimensionValue, "Change a value, or move it in its dimension.", DIMENSION_VALUE, needs=WRITE_DIMENSIONS
    )
    dimension_value_archive = archives(
        names.DimensionValue, "Put a value out of use.", DIMENSION_VALUE, needs=WRITE_DIMENSIONS
    )
    dimension_value_restore = restores(
        names.DimensionValue, "Put a value back into use.", DIMENSION_VALUE, needs=WRITE_DIMENSIONS
    )
    journal_template_create = creates(names.JournalTemplate, "Add an entry that comes again.", TEMPLATE, needs=WRITE)
    journal_template_update = updates(names.JournalTemplate, "Change an entry that comes again.", TEMPLATE, needs=WRITE)
    journal_template_archive = archives(names.JournalTemplate, "Let an entry come no more.", TEMPLATE, needs=WRITE)
    journal_template_restore = restores(names.JournalTemplate, "Let an entry come again.", TEMPLATE, needs=WRITE)
    journal_template_run = mutation(
        "Post what is due of templates, and undo accruals whose next period is open, up to a day. What others have to agree "
        "to becomes a draft.",
        bulk_payload(names.JournalEntry),
        _run,
        needs=POST,
        arguments=[
            argument("company_id", strawberry.ID, "The company.", required=True),
            argument("due_on", dt.date, "The last day that is looked at.", required=True),
        ],
        key_required=True,
    )
