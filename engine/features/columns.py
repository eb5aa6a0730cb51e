"""How do columns of facts become columns of features, at the speed of memory?

Each feature runs once, on terms instead of numbers, and so writes down its array operations. What
two features share is done once, and what lies between facts and features stays in the cache.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.facts.definition import NAN

FloatArray = NDArray[np.float64]
# Below a ten-thousandth of a fen a denominator is what rounding left of nothing.
SMALLEST_DENOMINATOR = 1e-6
# So many rows of a column fill 128 kB: long enough to read fast, short enough for the cache.
ROWS_IN_CACHE = 16_384
_FIRST_BITS = np.float64(SMALLEST_DENOMINATOR).view(np.uint64) + np.uint64(1)
_NAN_FROM_FIRST = np.float64(NAN).view(np.uint64) - _FIRST_BITS
_LEAST, _MOST = np.int64(_FIRST_BITS), np.iinfo(np.int64).max
Operation = Callable[[Any, Any, FloatArray], object]


@dataclass(frozen=True)
class Step:
    """One array operation on the terms at two places."""

    operation: Operation
    one: int
    other: int


@dataclass(frozen=True)
class Term:
    """A number of many firms that is yet to be computed: its place in the book."""

    book: "Book"
    place: int

    def under(self, above: "Term") -> "Term":
        """`above` over this term; missing where this is not positive."""
        return self.book.term(np.divide, above, self.book.term(positive_or_nan, self, self))

    def __add__(self, other: "Term | float") -> "Term":
        """The sum."""
        return self.book.term(np.add, self, other)

    def __sub__(self, other: "Term | float") -> "Term":
        """The difference."""
        return self.book.term(np.subtract, self, other)

    def __mul__(self, other: "Term | float") -> "Term":
        """The product."""
        return self.book.term(np.multiply, self, other)


class Book(Mapping[str, Term]):
    """The facts as terms, then every number and every step that was asked for, each once."""

    def __init__(self, names: Sequence[str]) -> None:
        """Start with the facts of these names."""
        self.lines: list[str | float | Step] = list(names)
        self._places: dict[str | float | Step, int] = {
            line: place for place, line in enumerate(self.lines)
        }

    def __getitem__(self, name: str) -> Term:
        """The fact of this name."""
        return Term(self, self._places[name])

    def __iter__(self) -> Iterator[str]:
        """The names of the facts."""
        return (line for line in self.lines if isinstance(line, str))

    def __len__(self) -> int:
        """How many facts."""
        return sum(1 for _ in self)

    def term(self, operation: Operation, one: Term, other: Term | float) -> Term:
        """The term of this operation, the same one however often it is asked for."""
        place = other.place if isinstance(other, Term) else self._place(float(other))
        return Term(self, self._place(Step(operation, one.place, place)))

    def _place(self, line: float | Step) -> int:
        if line not in self._places:
            self._places[line] = len(self.lines)
            self.lines.append(line)
        return self._places[line]


class Steps:
    """The steps of some functions of facts, ready to run on columns."""

    def __init__(
        self, names: Sequence[str], functions: Sequence[Callable[[Mapping[str, Term]], Term]]
    ) -> None:
        """Write down the steps of `functions`, which read the facts `names`.

        Raises:
            ValueError: two functions are the same, or one is a fact as it stands.
        """
        book = Book(names)
        results = [function(book).place for function in functions]
        if len(set(results)) < len(results) or min(results, default=len(names)) < len(names):
            raise ValueError("every function must compute something of its own")
        self._names, self._lines = tuple(names), tuple(book.lines)
        self._rows = {place: row for row, place in enumerate(results)}
        self._registers = _registers(self._lines, self._rows)
        self._steps = [
            (place, line) for place, line in enumerate(self._lines) if isinstance(line, Step)
        ]

    def run(self, facts: Mapping[str, FloatArray], out: FloatArray) -> None:
        """Write the results into the rows of `out`, one for each function."""
        columns = [facts[name] for name in self._names]
        between = np.empty((len(set(self._registers.values())), ROWS_IN_CACHE))
        for start in range(0, out.shape[1], ROWS_IN_CACHE):
            rows = slice(start, start + ROWS_IN_CACHE)
            results = list(out[:, rows])
            spare = list(between[:, : len(results[0])])
            self._run([column[rows] for column in columns], results, spare)

    def _run(self, facts: list[FloatArray], results: list[FloatArray], spare: list[FloatArray],
             ) -> None:  # fmt: skip
        places: list[Any] = facts + [
            line if isinstance(line, float) else self._target(place, results, spare)
            for place, line in enumerate(self._lines[len(facts):], start=len(facts))
        ]  # fmt: skip
        for place, step in self._steps:
            one = places[step.one]
            as_it_is = step.operation is positive_or_nan and step.one < len(facts)
            if as_it_is and _all_positive(one):
                places[place] = one
            else:
                step.operation(one, places[step.other], places[place])

    def _target(self, place: int, results: list[FloatArray], spare: list[FloatArray]) -> FloatArray:
        row = self._rows.get(place)
        return spare[self._registers[place]] if row is None else results[row]


def _registers(lines: Sequence[object], kept: Mapping[int, int]) -> dict[int, int]:
    """A register for each step whose result is not kept, free again after its last use."""
    steps = {place: line for place, line in enumerate(lines) if isinstance(line, Step)}
    last = {used: place for place, step in steps.items() for used in (step.one, step.other)}
    registers: dict[int, int] = {}
    free: list[int] = []
    for place, step in steps.items():
        if place not in kept:
            registers[place] = free.pop() if free else len(set(registers.values()))
        free += [registers[used] for used in {step.one, step.other}
                 if used in registers and last[used] == place]  # fmt: skip
    return registers


def positive_or_nan(values: FloatArray, _values: FloatArray, out: FloatArray) -> None:
    """Write `np.where(values > SMALLEST_DENOMINATOR, values, NAN)` to `out`, in half its time.

    Read as whole numbers without sign, positive doubles keep their order, NaN lies above them, and
    everything negative above NaN. Counted from the smallest denominator, what lies below it wraps
    around to the top, so that one minimum with NaN does the choice.
    """
    bits = out.view(np.uint64)
    np.subtract(values.view(np.uint64), _FIRST_BITS, out=bits)
    np.minimum(bits, _NAN_FROM_FIRST, out=bits)
    np.add(bits, _FIRST_BITS, out=bits)


def _all_positive(values: FloatArray) -> bool:
    return bool(np.minimum.reduce(values.view(np.int64), initial=_MOST) >= _LEAST)
