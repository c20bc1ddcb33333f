"""Saving a page with many values: each stands or falls by itself, and what falls is said beside its box."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """One value that could not be kept: its control, what that is called, what to do, and what was typed."""

    key: str
    label: str
    words: str
    typed: str
    is_text: bool = True
    """It is typed, not picked: it can be put right in one box."""
