"""The parts of a plan and the states of its lines."""

import enum


class Part(enum.StrEnum):
    """Which part of the plan a line belongs to."""

    EXERCISE = "exercise"
    FOOTWEAR = "footwear"
    ACTIVITY = "activity"


class State(enum.StrEnum):
    """What the clinician has said of a line. Nothing proposed reaches the patient unaccepted."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REMOVED = "removed"
