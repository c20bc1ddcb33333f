"""Every picture, as data plus a few lines of drawing."""

from . import feet, foot_shapes, hands_on, insoles, shoe_fronts, shoes, signs, sitting, standing, zone_maps
from .scene import SCENES, SCREEN

__all__ = [
    "SCENES",
    "SCREEN",
    "feet",
    "foot_shapes",
    "hands_on",
    "insoles",
    "shoe_fronts",
    "shoes",
    "signs",
    "sitting",
    "standing",
    "zone_maps",
]
