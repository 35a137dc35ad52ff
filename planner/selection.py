"""What a request selects of a type: fields merged by response key, fragments followed, `@skip` and `@include` decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    is_abstract_type,
)

from planner.arguments import Tracer, read_arguments


@dataclass
class Selected:
    """One response key of an object: the field, and all places that select it."""

    key: str
    name: str
    nodes: list[FieldNode] = field(default_factory=list[FieldNode])

    @property
    def selections(self) -> list[SelectionSetNode]:
        """The selection sets of all places, to be merged."""
        return [node.selection_set for node in self.nodes if node.selection_set is not None]


@dataclass(frozen=True)
class Selections:
    """Collects fields within one operation."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    tracer: Tracer

    def of(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> list[Selected]:
        """Collect what the selection sets select of an object of this type, in the order of the request."""
        found: dict[str, Selected] = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set, found, seen)
        return list(found.values())

    def conditions(self, sets: Iterable[SelectionSetNode]) -> set[str]:
        """Name the types for which the selection sets select something of their own."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(sets)
        while waiting:
            for node in waiting.pop().selections:
                match node:
                    case FragmentSpreadNode() if node.name.value not in seen:
                        seen.add(node.name.value)
                        fragment = self.fragments[node.name.value]
                        found.add(fragment.type_condition.name.value)
                        waiting.append(fragment.selection_set)
                    case InlineFragmentNode():
                        found.update([node.type_condition.name.value] if node.type_condition else ())
                        waiting.append(node.selection_set)
                    case _:
                        pass
        return found

    def applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        """Tell whether what is selected for a type is selected of an object of another."""
        if condition == type_.name:
            return True
        named = self.schema.get_type(condition)
        return is_abstract_type(named) and self.schema.is_sub_type(named, type_)

    def _collect(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, found: dict[str, Selected], seen: set[str]
    ) -> None:
        for node in selection_set.selections:
            if self._included(node):
                self._add(type_, node, found, seen)

    def _add(self, type_: GraphQLObjectType, node: SelectionNode, found: dict[str, Selected], seen: set[str]) -> None:
        match node:
            case FieldNode():
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, Selected(key, node.name.value)).nodes.append(node)
            case FragmentSpreadNode():
                name = node.name.value
                fragment = self.fragments[name]
                if name not in seen and self.applies(fragment.type_condition.name.value, type_):
                    seen.add(name)
                    self._collect(type_, fragment.selection_set, found, seen)
            case InlineFragmentNode():
                condition = node.type_condition
                if condition is None or self.applies(condition.name.value, type_):
                    self._collect(type_, node.selection_set, found, seen)
            case _:
                pass

    def _included(self, node: SelectionNode) -> bool:
        directives = {directive.name.value: directive for directive in node.directives or ()}
        skip, include = directives.get("skip"), directives.get("include")
        if skip is not None and self._condition(skip):
            return False
        return include is None or self._condition(include)

    def _condition(self, directive: DirectiveNode) -> bool:
        declared = GraphQLSkipDirective if directive.name.value == "skip" else GraphQLIncludeDirective
        given = {argument.name.value: argument.value for argument in directive.arguments or ()}
        return bool(read_arguments(self.tracer, declared.args, given)["if"].value())
