"""Fields of analyses, derived from the functions that compute them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from inspect import Parameter, cleandoc
from typing import Any, get_args, get_type_hints

from strawberry.types.arguments import StrawberryArgument

from graph.batch_field import Arguments, Batch, BatchField, Bind, Size, argument, required_argument
from graph.context import Context
from graph.enums import plain
from graph.filters import EntityFilter
from graph.records import Records, described
from graph.selection import Selection
from resolvers.analysis import Analysis, Source, ValueOf, Where
from resolvers.odd_values import without_odd
from stores.catalogue import Catalogue
from stores.errors import PolygraphError, UnrepresentableValue
from stores.naming import camel_case

ONE_BY_ONE = 100
"""Rows up to which each is asked for alone if they cannot be together."""

Given = Callable[[Arguments], dict[str, Any]]
"""A field's arguments in; those of its function out. Raises BadInput."""


class AnalysisFields:
    """Makes the fields. `filters` are those of all entities by their names."""

    def __init__(self, catalogue: Catalogue, records: Records, filters: Mapping[str, EntityFilter]) -> None:
        self._catalogue = catalogue
        self._records = records
        self._filters = filters

    def field(self, made: Analysis) -> BatchField:
        """The field of an analysis. Raises Misconfigured where its signature says too little, or what has no type."""
        hints = get_type_hints(made.compute, include_extras=True)
        parameters = [each for each in inspect.signature(made.compute).parameters.values() if _is_argument(each)]
        taken = {camel_case(each.name): (each, hints[each.name]) for each in parameters}
        given = partial(self._given, taken)
        answer = hints["return"] if made.owner is None else get_args(hints["return"])[0]
        return BatchField(
            field_name(made),
            self._records.annotation(answer) | None,
            cleandoc(made.compute.__doc__ or ""),
            self._prepare(made, given),
            [self._argument(name, *each) for name, each in taken.items()],
            size=Size(_size(made, given), tuple(map(camel_case, made.priced_by))),
        )

    def _argument(self, name: str, parameter: Parameter, hint: Any) -> StrawberryArgument:
        said = get_args(hint)[1:]
        text = described(said)
        filters = [self._filters[part.entity].input for part in said if isinstance(part, Where)]
        annotation = filters[0] if filters else self._records.annotation(hint)
        if parameter.default is Parameter.empty:
            return required_argument(name, annotation, text)
        if parameter.default is not None:
            text = f"{text} {_shown(parameter.default)} if nothing is said."
        return argument(name, annotation | None, text)

    def _given(self, taken: Mapping[str, tuple[Parameter, Any]], arguments: Arguments) -> dict[str, Any]:
        """What is not said has the value that the function has for it."""
        said = {name: value for name, value in arguments.items() if value is not None}
        return {taken[name][0].name: self._read(taken[name][1], value) for name, value in said.items()}

    def _read(self, hint: Any, value: Any) -> Any:
        for where in (part for part in get_args(hint) if isinstance(part, Where)):
            return self._filters[where.entity].of(value)
        if get_args(hint)[0] is Decimal:
            return Decimal(value)
        return plain(value) if any(isinstance(part, ValueOf) for part in get_args(hint)) else value

    def _prepare(self, made: Analysis, given: Given) -> Callable[[Selection], Bind]:
        answer = _at_root if made.owner is None else _of_rows

        def bind(arguments: Arguments) -> Batch:
            compute = partial(made.compute, **given(arguments))

            async def batch(parents: Sequence[Any], context: Context) -> Sequence[Any]:
                return await answer(made, compute, Source(self._catalogue, context.session.reader), parents)

            return batch

        return lambda selection: bind  # noqa: ARG005


async def _at_root(
    made: Analysis,  # noqa: ARG001
    compute: Callable[..., Any],
    source: Source,
    parents: Sequence[Any],
) -> Sequence[Any]:
    return [await compute(source)] * len(parents)


async def _of_rows(
    made: Analysis, compute: Callable[..., Any], source: Source, parents: Sequence[Any]
) -> Sequence[Any]:
    """For each row its answer. Where nobody foresaw what one of them holds, the others have theirs all the same."""
    rows = without_odd(source.entity(str(made.owner)), parents, made.reads)
    try:
        answers: Sequence[Any] = await compute(source, rows)
    except PolygraphError:
        raise
    except Exception:
        if len(rows) > ONE_BY_ONE:
            raise
        alone = await asyncio.gather(*(compute(source, [row]) for row in rows), return_exceptions=True)
        mended = [row is not parent for row, parent in zip(rows, parents, strict=True)]
        return [_own(answer, odd=odd) for answer, odd in zip(alone, mended, strict=True)]
    return answers


def _own(answer: Any, *, odd: bool) -> Any:
    """A row's own answer, or its own error."""
    if not isinstance(answer, BaseException):
        return answer[0]
    if odd and not isinstance(answer, PolygraphError):
        return UnrepresentableValue("this row holds no number, or a time without end, where it takes one to compute")
    return answer


def field_name(made: Analysis) -> str:
    """What the field is called: as its function."""
    return camel_case(made.compute.__name__)


def of_owner(analyses: Iterable[Analysis], owner: str | None) -> list[Analysis]:
    """Those that are fields of this entity's rows, or of the root."""
    return [made for made in analyses if made.owner == owner]


def _is_argument(parameter: Parameter) -> bool:
    return parameter.kind is Parameter.KEYWORD_ONLY


def _size(made: Analysis, given: Given) -> Callable[[Arguments], int]:
    if isinstance(made.rows, int):
        rows = made.rows
        return lambda arguments: rows  # noqa: ARG005
    of = made.rows

    def size(arguments: Arguments) -> int:
        said = given(arguments)
        return of(**{name: said[name] for name in made.priced_by if name in said})

    return size


def _shown(value: Any) -> str:
    return str(getattr(value, "name", value))
