"""Every picture, as data plus a few lines of drawing."""

from . import exercises, foot_shapes, zone_maps
from .scene import SCENES

__all__ = ["SCENES", "exercises", "foot_shapes", "zone_maps"]
