"""Findings: how something is that an installation needs."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Grade(StrEnum):
    """How well something is."""

    GOOD = "GOOD"
    WARNING = "WARNING"
    """It works, and will not for ever, or not as well as it could."""
    BAD = "BAD"
    """It does not work, or something is about to be lost."""


class Finding(NamedTuple):
    """How one thing is, and what to do about it."""

    about: str
    grade: Grade
    said: str
    advice: str = ""


def good(about: str, said: str) -> Finding:
    """Say that something is well."""
    return Finding(about, Grade.GOOD, said)


def warning(about: str, said: str, advice: str) -> Finding:
    """Say that something should be looked at."""
    return Finding(about, Grade.WARNING, said, advice)


def bad(about: str, said: str, advice: str) -> Finding:
    """Say that something does not work."""
    return Finding(about, Grade.BAD, said, advice)


def is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing is bad; warnings stand in nobody's way."""
    return all(finding.grade is not Grade.BAD for finding in findings)


class Bounds(NamedTuple):
    """From where on a figure is a warning, and from where on it is bad."""

    warning: float
    bad: float

    def grade(self, figure: float) -> Grade:
        """Grade a figure of which less is better."""
        if figure >= self.bad:
            return Grade.BAD
        return Grade.WARNING if figure >= self.warning else Grade.GOOD


def measured(about: str, figure: float, bounds: Bounds, said: str, advice: str) -> Finding:
    """Say how a figure is; what to do is said where it is not well."""
    grade = bounds.grade(figure)
    return Finding(about, grade, said, "" if grade is Grade.GOOD else advice)
