"""The limits of a request as validation rules, beside the ones of GraphQL itself.

The list is made once: a rule made anew for each request would never be found in a cache of validated documents.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    specified_rules,
)

from server.graphql.limits import (
    ALIASES,
    DEPTH,
    DIGITS,
    DIRECTIVES,
    FIELDS,
    OBJECTS,
    REPETITIONS,
    ROOT_FIELDS,
    exceeded,
)

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


class SelectionLimit(ValidationRule):
    """Operations select at most so many fields with their fragments in place, and few of them again and again.

    What is written once may be asked for a thousand times, where fragments ask for each other twice.
    """

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        bodies = [
            each for each in node.definitions if isinstance(each, OperationDefinitionNode | FragmentDefinitionNode)
        ]
        merged = _Merged({each.name.value: each for each in bodies if isinstance(each, FragmentDefinitionNode)})
        try:
            for each in bodies:
                merged.start()
                merged.count([each.selection_set])
        except _Exceeded as exceeded_:
            self.report_error(exceeded_.error)


class _Exceeded(Exception):
    def __init__(self, error: GraphQLError) -> None:
        super().__init__()
        self.error = error


class _Merged:
    """Counts what is selected, as it is when what has the same name in the response is merged."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._fragments = fragments
        self._repetitions = 0
        self.start()

    def start(self) -> None:
        self._fields = self._objects = 0

    def count(self, sets: Sequence[SelectionSetNode], depth: int = 0) -> None:
        """Count what selection sets select together.

        Raises:
            _Exceeded: it is too much.
        """
        for nodes in self._by_key(sets).values():
            inner = [node.selection_set for node in nodes if node.selection_set is not None]
            self._fields += 1
            self._objects += bool(inner)
            self._repetitions += len(nodes) * (len(nodes) - 1) // 2
            self._require()
            if inner and depth < DEPTH * 2:
                self.count(inner, depth + 1)

    def _by_key(self, sets: Sequence[SelectionSetNode]) -> Mapping[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        waiting = list(sets)
        while waiting:
            for node in waiting.pop().selections:
                match node:
                    case FieldNode():
                        found.setdefault((node.alias or node.name).value, []).append(node)
                    case FragmentSpreadNode() if node.name.value in self._fragments and node.name.value not in seen:
                        seen.add(node.name.value)
                        waiting.append(self._fragments[node.name.value].selection_set)
                    case InlineFragmentNode():
                        waiting.append(node.selection_set)
                    case _:
                        pass
        return found

    def _require(self) -> None:
        if self._fields > FIELDS:
            raise _Exceeded(exceeded("fields with its fragments in place", FIELDS, code="SELECTION"))
        if self._objects > OBJECTS:
            raise _Exceeded(exceeded("objects with its fragments in place", OBJECTS, code="SELECTION"))
        if self._repetitions > REPETITIONS:
            raise _Exceeded(exceeded("pairs of fields to be merged", REPETITIONS, code="REPETITION"))


class DigitLimit(ValidationRule):
    """A number in a document has at most so many digits: Python refuses to read some thousands, in words of its own."""

    def enter_int_value(self, node: IntValueNode, *_: Any) -> None:
        self._require_short(node)

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> None:
        self._require_short(node)

    def _require_short(self, node: IntValueNode | FloatValueNode) -> None:
        if len(node.value) > DIGITS:
            self.report_error(GraphQLError(f"A number is written with at most {DIGITS} digits.", node))


LIMITS: Final = (AliasLimit, DirectiveLimit, DigitLimit, RootFieldLimit, DepthLimit, SelectionLimit, IntrospectionLimit)
RULES: Final = specified_rules
