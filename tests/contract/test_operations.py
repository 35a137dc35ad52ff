"""The operations that come with the contract can be registered as they are."""

import orjson

from resolvers.schema import build_schema, core_of
from server.cli.schema import DIRECTORY, OPERATIONS
from server.contract.operations import operations_document
from server.graphql.documents import Documents
from server.persisted.validity import SchemaDocuments
from services.platform.persisted_operation.manifest import read_manifest


def test_each_is_valid_and_known_by_its_hash() -> None:
    documents = SchemaDocuments(Documents(core_of(build_schema())))
    listed = read_manifest(orjson.loads((DIRECTORY / OPERATIONS).read_bytes()))
    assert [each.own_id for each in listed] == [None] * len(listed)
    assert all(len(documents.names(each.document)) == 1 for each in listed)


def test_the_file_has_them_all() -> None:
    written = operations_document(DIRECTORY)
    assert (DIRECTORY / OPERATIONS).read_text(encoding="utf-8") == written
    names = [each["name"] for each in orjson.loads(written)["operations"]]
    assert {"SalesOrders", "StockLevelsChanged"} <= set(names)
