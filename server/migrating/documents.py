"""What commands about imports ask of the schema."""

from typing import Final

JOB: Final = "fragment Stand on ImportJob { id version state system job { id state progressDone message result } }"
REPORT: Final = """
fragment Report on ImportJob {
  system company { id }
  report {
    source { rows amount } fates { fate rows amount } reasons { fate code example rows amount }
    figures { code says rows amount }
    sums { name source leftOut rounding stored throughTheSchema holds }
    entities { entityType count } rounding throughTheSchema
    putIntoForm { rule count } holds
  }
}
"""
ANNOUNCE: Final = """
mutation Announce($company: ID, $name: String!, $type: String!, $size: Int!) {
  done: importFileUploadRequest(companyId: $company, name: $name, mediaType: $type, sizeBytes: $size) {
    file { id } errors { code message path }
  }
}
"""
CREATE: Final = (
    """
mutation Create($input: ImportJobCreateInput!) {
  done: importJobCreate(input: $input) {
    importJob { ...Stand }
    errors { code message path ... on AlreadyImported { importJob { ... on ImportJob { ...Stand } } } }
  }
}
"""
    + JOB
)
KEEP_MAPPING: Final = """
mutation KeepMapping($input: ImportMappingCreateInput!) {
  done: importMappingCreate(input: $input) { importMapping { id } errors { code message path } }
}
"""
MAP: Final = (
    """
mutation Map($id: ID!, $version: Int!, $mapping: ID!) {
  done: importJobMap(id: $id, version: $version, mappingId: $mapping) {
    importJob { ...Stand }
    errors { code message path ... on AlreadyImported { importJob { ... on ImportJob { ...Stand } } } }
  }
}
"""
    + JOB
)
ASK: Final = (
    """
mutation Ask($id: ID!, $version: Int!) {
  done: %s(id: $id, version: $version) { importJob { ...Stand } errors { code message path } }
}
"""
    + JOB
)
LOOK: Final = "query Look($id: ID!) { importJob(id: $id) { ...Stand } }" + JOB
TELL: Final = "query Tell($id: ID!) { importJob(id: $id) { id state ...Report rejectsUrl } }" + REPORT
LIST: Final = """
query List { importJobs(first: 100) { nodes { id system target state sourceName rowsRead startedAt finishedAt } } }
"""
COMPANY: Final = "query Company($code: String!) { companyByCode(code: $code) { id } }"
