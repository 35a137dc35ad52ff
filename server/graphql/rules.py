"""The limits of a request as validation rules, beside the ones of GraphQL itself.

The list is made once: a rule made anew for each request would never be found in a cache of validated documents.
"""

from typing import Any, Final

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    specified_rules,
)

from server.graphql.limits import ALIASES, DEPTH, DIRECTIVES, ROOT_FIELDS, exceeded

_INTROSPECTION = frozenset({"__schema", "__type"})


class AliasLimit(ValidationRule):
    """A document has at most so many aliases: each is one more thing to work out."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._aliases = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self._aliases += node.alias is not None
        if node.alias is not None and self._aliases == ALIASES + 1:
            self.report_error(exceeded("aliases", ALIASES, code="ALIAS", nodes=node))


class DirectiveLimit(ValidationRule):
    """A document uses directives at most so many times."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._directives = 0

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self._directives += 1
        if self._directives == DIRECTIVES + 1:
            self.report_error(exceeded("directives", DIRECTIVES, code="DIRECTIVE", nodes=node))


class _ShapeRule(ValidationRule):
    """A rule about operations with their fragments in place; a fragment that contains itself is for another rule."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._of_fragments: dict[str, int] = {}

    def of_fragment(self, node: FragmentSpreadNode) -> int:
        name = node.name.value
        if name not in self._of_fragments:
            self._of_fragments[name] = 0
            fragment: FragmentDefinitionNode | None = self.context.get_fragment(name)
            if fragment is not None:
                self._of_fragments[name] = self.measure(fragment.selection_set)
        return self._of_fragments[name]

    def measure(self, selections: SelectionSetNode) -> int:
        raise NotImplementedError


class RootFieldLimit(_ShapeRule):
    """An operation selects at most so many fields at the root, each of which is a query of its own."""

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        if self.measure(node.selection_set) > ROOT_FIELDS:
            self.report_error(exceeded("root fields", ROOT_FIELDS, code="ROOT_FIELD", nodes=node))

    def measure(self, selections: SelectionSetNode) -> int:
        return sum(self._weight(node) for node in selections.selections)

    def _weight(self, node: SelectionNode) -> int:
        match node:
            case FragmentSpreadNode():
                return self.of_fragment(node)
            case InlineFragmentNode():
                return self.measure(node.selection_set)
            case _:
                return 1


class DepthLimit(_ShapeRule):
    """An operation nests at most so many levels; the `edges { node }` of a connection are one, like its `nodes`.

    Introspection nests deeper by nature, and has a rule of its own.
    """

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        if self.measure(node.selection_set) > DEPTH:
            self.report_error(exceeded("levels", DEPTH, code="DEPTH", nodes=node))

    def measure(self, selections: SelectionSetNode) -> int:
        return max((self._depth(node) for node in selections.selections), default=0)

    def _depth(self, node: SelectionNode) -> int:
        match node:
            case FragmentSpreadNode():
                return self.of_fragment(node)
            case InlineFragmentNode():
                return self.measure(node.selection_set)
            case FieldNode(selection_set=SelectionSetNode() as inner) if node.name.value not in _INTROSPECTION:
                return self.measure(inner) + (node.name.value != "edges")
            case _:
                return 1


class IntrospectionLimit(MaxIntrospectionDepthRule):
    """Introspection goes through the lists of types in types at most twice; the rule is the library's, the code ours."""

    def report_error(self, error: GraphQLError) -> None:
        error.extensions = {"code": "INTROSPECTION_LIMIT_EXCEEDED"}
        super().report_error(error)


LIMITS: Final = (AliasLimit, DirectiveLimit, RootFieldLimit, DepthLimit, IntrospectionLimit)
RULES: Final = specified_rules
