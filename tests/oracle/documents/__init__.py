"""Operations written by hand, one file for each thing that the planner can do."""

from pathlib import Path

DOCUMENTS = {path.stem: path.read_text() for path in sorted(Path(__file__).parent.glob("*.graphql"))}
"""The text of each by its name."""
