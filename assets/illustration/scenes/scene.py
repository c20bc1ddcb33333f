"""The list of every picture and the decorator that adds to it."""

from functools import partial

from drawing.picture import Picture
from drawing.tokens import DETAIL

SCENES = {}
SCREEN = set()  # drawn for screens only: gradients allowed
CARD = {"width": 160, "height": 160}


def make(draw, name, title, desc, size):
    """The finished picture of one scene."""
    pic = Picture(name, title, desc, **size)
    draw(pic)
    return pic


def scene(title, desc, names=(), screen=False, **size):
    """Register a drawing function; its name, with hyphens, is the picture's name.

    `names`: further names for the same drawing.  `screen`: never printed.
    """

    def wrap(draw):
        for key in (draw.__name__.replace("_", "-"), *names):
            SCENES[key] = partial(make, draw, key, title, desc, size)
            if screen:
                SCREEN.add(key)
        return draw

    return wrap


def floor(pic, x0, x1, y):
    """The floor line."""
    pic.line([(x0, y), (x1, y)], width=DETAIL)
