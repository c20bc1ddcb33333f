"""Every picture, as data plus a few lines of drawing."""

from . import exercises, foot_shapes, shoes, signs, zone_maps
from .scene import SCENES, SCREEN

__all__ = ["SCENES", "SCREEN", "exercises", "foot_shapes", "shoes", "signs", "zone_maps"]
