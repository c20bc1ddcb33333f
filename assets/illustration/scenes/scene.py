"""The list of every picture and the decorator that adds to it."""

from drawing.picture import Picture
from drawing.tokens import DETAIL

SCENES = {}
SCREEN = set()  # drawn for screens only: gradients allowed
CARD = dict(width=160, height=160)


def scene(title, desc, name=None, screen=False, **size):
    """Register a drawing function; its name, with hyphens, is the picture's name."""

    def wrap(draw):
        key = name or draw.__name__.replace("_", "-")

        def make():
            pic = Picture(key, title, desc, **size)
            draw(pic)
            return pic

        SCENES[key] = make
        if screen:
            SCREEN.add(key)
        return draw

    return wrap


def floor(pic, x0, x1, y):
    """The floor line."""
    pic.line([(x0, y), (x1, y)], width=DETAIL)
