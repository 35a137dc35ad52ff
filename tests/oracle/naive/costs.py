"""What an operation costs, reckoned from the printed schema alone, as any client may (GraphQL Cost Directives, 5 to 8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_variable_values,
    is_abstract_type,
    is_composite_type,
    is_input_object_type,
)
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from tests.oracle.naive.dynamic import Value
from tests.oracle.naive.sdl import Sdl, bare_name


def cost_of(sdl: Sdl, document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """Reckon the first operation of a document: its field cost and its type cost."""
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    given = get_variable_values(sdl.schema, operation.variable_definitions or (), dict(variables))
    assert not isinstance(given, list)
    root = sdl.schema.get_root_type(operation.operation)
    assert root is not None
    return _Costs(sdl, sdl.schema, fragments, given).of_object(root.name, [operation.selection_set], {})


@dataclass
class _Costs:
    sdl: Sdl
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Value

    def of_object(self, type_name: str, sets: list[SelectionSetNode], sizes: Mapping[str, int]) -> int:
        """Reckon one object, of whose lists some are of a known size."""
        type_ = self.sdl.type(type_name)
        if is_abstract_type(type_):
            return max(self.of_object(each.name, sets, sizes) for each in self.schema.get_possible_types(type_))
        fields: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            for node in self._fields(type_name, selection_set):
                fields.setdefault((node.alias or node.name).value, []).append(node)
        said = _said(type_, "cost")
        weight = 1 if said is None else int(said["weight"])
        return weight + sum(self._of_field(type_, nodes, sizes) for nodes in fields.values())

    def _fields(self, type_name: str, selection_set: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            skipped = get_directive_values(GraphQLSkipDirective, node, self.variables)
            included = get_directive_values(GraphQLIncludeDirective, node, self.variables)
            if (skipped and skipped["if"]) or (included and not included["if"]):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_name):
                    yield from self._fields(type_name, fragment.selection_set)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                if condition is None or self._applies(condition.name.value, type_name):
                    yield from self._fields(type_name, node.selection_set)

    def _applies(self, condition: str, type_name: str) -> bool:
        named = self.sdl.type(condition)
        return condition == type_name or (
            is_abstract_type(named) and self.schema.is_sub_type(named, self.sdl.type(type_name))
        )

    def _of_field(self, type_: Value, nodes: list[FieldNode], sizes: Mapping[str, int]) -> int:
        name = nodes[0].name.value
        if name.startswith("__"):
            return 0
        field = type_.fields[name]
        target = bare_name(field.type)
        leads_on, said = is_composite_type(self.sdl.type(target)), _said(field, "cost")
        weight = int(said["weight"]) if said is not None else int(leads_on)
        arguments = get_argument_values(field, nodes[0], self.variables)
        cost = weight + sum(_inputs(field.args[name].type, value, self.sdl) for name, value in arguments.items())
        if not leads_on:
            return cost
        size = _said(field, "listSize") or {}
        count, within = _size(size, arguments), cast("list[str]", size.get("sizedFields", []))
        times = sizes.get(name, 1) if within or not size else count
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        return cost + times * self.of_object(target, sets, dict.fromkeys(within, count))


def _size(said: Mapping[str, Any], arguments: Mapping[str, Any]) -> int:
    slices = [arguments[name] for name in said.get("slicingArguments", []) if arguments.get(name) is not None]
    return max(slices) if slices else int(said.get("assumedSize", 1))


def _inputs(type_: Value, value: Value, sdl: Sdl) -> int:
    named = sdl.type(bare_name(type_))
    if value is None or not is_input_object_type(named):
        return 0
    return 1 + _within(named, value, sdl)


def _within(named: Value, value: Value, sdl: Sdl) -> int:
    if isinstance(value, list):
        return sum(_within(named, item, sdl) for item in cast("list[Any]", value))
    given = cast("Mapping[str, Any]", value or {})
    return sum(_inputs(named.fields[name].type, item, sdl) for name, item in given.items())


def _said(element: Value, name: str) -> dict[str, Any] | None:
    """Give the arguments of a directive that stands at a part of the schema."""
    for directive in (element.ast_node and element.ast_node.directives) or ():
        if directive.name.value == name:
            return {argument.name.value: _literal(argument.value) for argument in directive.arguments}
    return None


def _literal(node: Value) -> Value:
    if hasattr(node, "values"):
        return [_literal(item) for item in node.values]
    return int(node.value) if type(node).__name__ == "IntValueNode" else node.value
