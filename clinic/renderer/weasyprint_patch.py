"""A short cut through WeasyPrint's cascade: most properties of most elements are said by no rule, and are what the
parent has or what CSS begins with. WeasyPrint comes to the same by a longer way. Used by `press` only.
"""

from typing import Any

from weasyprint import css

_asked: Any = css.ComputedStyle.__missing__
_ODD = frozenset({"display", "float", "page", "position"})
"""What looks at more than its own rule and the parent."""
_LOGICAL = {
    key: {spell(block="ttb", inline=direction) for direction in ("ltr", "rtl")}
    for key, spell in css.PHYSICAL_FUNCTIONS.items()
}
"""The other names under which a rule may speak of a property: `margin_inline_start` of `margin_left`."""


def _plain(key: str) -> bool:
    return key not in _ODD and not key.startswith(("__", "text_decoration_"))


_INHERITED = frozenset(filter(_plain, css.INHERITED))
_BEGIN = {
    key: value
    for key, value in css.INITIAL_VALUES.items()
    if _plain(key) and key not in css.INHERITED and key not in css.INITIAL_NOT_COMPUTED
}


def found(style: Any, key: str) -> Any:
    """The value of a property that was not looked up before."""
    rules = style.cascaded
    if key not in rules and style.parent_style is not None:
        others = _LOGICAL.get(key)
        if others is None or others.isdisjoint(rules):
            if key in _INHERITED:
                value = style[key] = style.parent_style[key]
                return value
            if key in _BEGIN:
                value = style[key] = _BEGIN[key]
                return value
    return _asked(style, key)


def install() -> None:
    """Take the short cut from now on."""
    css.ComputedStyle.__missing__ = found
