"""Documents: parsed and validated once, then remembered by their text.

Parsing and validating cost ten times what answering does, and clients send few documents many times. Only valid ones are
remembered, as many as fit: a token takes some 400 bytes.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    validate,
)
from graphql.language.parser import Parser

from server.graphql.errors import OPERATION_RESOLUTION_FAILED, PARSE_FAILED, VALIDATION_FAILED, Refused, coded
from server.graphql.limits import COMMENTS, DOCUMENT_BYTES, ERRORS, TOKENS
from server.graphql.rules import LIMITS, RULES

DOCUMENTS_MAX = 1_000
TOKENS_MAX = 200_000


@dataclass(frozen=True)
class Document:
    """A document that can be read; whether it is valid is for `Documents` to say."""

    text: str
    ast: DocumentNode
    tokens: int

    @cached_property
    def operations(self) -> Mapping[str | None, OperationDefinitionNode]:
        """The operations by name; the one without a name stands under None."""
        return {
            node.name.value if node.name else None: node
            for node in self.ast.definitions
            if isinstance(node, OperationDefinitionNode)
        }

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the text, by which clients and logs name a document."""
        return sha256(self.text.encode()).hexdigest()

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Find an operation by its name, or the only one.

        Raises:
            Refused: there is none of that name, or no name and several operations.
        """
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        found = self.operations.get(name) if name is not None else None
        if found is None:
            message = "The document has no operation of that name." if name else "Say which operation by its name."
            raise Refused.because(message, OPERATION_RESOLUTION_FAILED)
        return found


def is_query(operation: OperationDefinitionNode) -> bool:
    """Tell whether an operation only reads, once."""
    return operation.operation is OperationType.QUERY


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Start with none."""
        self._schema = schema
        self._valid: OrderedDict[str, Document] = OrderedDict()
        self._tokens = 0

    def known(self, text: str) -> Document | None:
        """Give a document that is known to be valid."""
        document = self._valid.get(text)
        if document is not None:
            self._valid.move_to_end(text)
        return document

    def parsed(self, text: str) -> Document:
        """Parse a document.

        Raises:
            Refused: it is too large, or not GraphQL.
        """
        if len(text.encode()) > DOCUMENT_BYTES:
            message = f"The document is larger than {DOCUMENT_BYTES:,} bytes."
            raise Refused.because(message, "DOCUMENT_TOO_LARGE", status=413)
        parser = Parser(text, max_lexical_tokens=TOKENS, max_comments=COMMENTS)
        try:
            return Document(text, parser.parse_document(), parser.token_count)
        except GraphQLSyntaxError as error:
            raise Refused([_limit_or_syntax(error)]) from None
        except RecursionError:
            raise Refused.because("The document is nested too deeply.", PARSE_FAILED) from None

    def require_valid(self, document: Document) -> None:
        """Check a document as `check` does, and remember it.

        Raises:
            Refused: it is beyond a limit, or not valid.
        """
        self.check(document)
        self._remember(document)

    def check(self, document: Document) -> None:
        """Check a document against the limits, and if it is within them, against the schema.

        Raises:
            Refused: it is beyond a limit, or not valid.
        """
        errors = validate(self._schema, document.ast, LIMITS, max_errors=ERRORS)
        errors = errors or validate(self._schema, document.ast, RULES, max_errors=ERRORS)
        if errors:
            raise Refused(coded(error, VALIDATION_FAILED) for error in errors)

    def _remember(self, document: Document) -> None:
        if document.text in self._valid:
            return
        self._valid[document.text] = document
        self._tokens += document.tokens
        while len(self._valid) > DOCUMENTS_MAX or self._tokens > TOKENS_MAX:
            _, oldest = self._valid.popitem(last=False)
            self._tokens -= oldest.tokens


def _limit_or_syntax(error: GraphQLError) -> GraphQLError:
    # The parser has one class of error for all, so its own sentence is what tells them apart.
    if "Document contains more than" in error.message:
        error.extensions = {"code": "TOKEN_LIMIT_EXCEEDED", "maximum": TOKENS}
    return coded(error, PARSE_FAILED)
