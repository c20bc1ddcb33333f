"""The picture: collects shapes in painting order and writes one small SVG."""

import math
from contextlib import contextmanager
from html import escape

import numpy as np
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from .curves import number, path_data, straight_path, unit
from .shapes import cut_line, disc, even_points, lines_of, polygons_of, spline
from .tokens import ACCENT, DETAIL, INK, OUTLINE, PAPER


class Picture:
    """Collects shapes in painting order and writes one SVG."""

    def __init__(self, name, title, desc, width=320, height=240):
        self.name, self.title, self.desc = name, title, desc
        self.width, self.height = width, height
        self.parts = []
        self.clip = None  # drawing outside this shape is cut away
        self.tol = 0.25  # how far a fitted curve may stray; more = smaller file

    @contextmanager
    def inset(self, x, y, r, spot=None, via=None):
        """Magnifier circle.  spot = (x, y, r): small ring round the magnified place.
        via: a point the line between the two goes round by, so that it crosses nothing."""
        lens = disc(x, y, r)
        if spot:
            sx, sy, sr = spot
            ring, middle = np.array([sx, sy]), np.array([x, y])
            first, last = (np.array(via), np.array(via)) if via else (middle, ring)
            start = ring + unit(first - ring) * sr
            end = middle - unit(middle - last) * r
            self.line([start, *([np.array(via)] if via else []), end], width=DETAIL, curve=False)
            self.raw(
                f'<circle cx="{number(sx)}" cy="{number(sy)}" r="{number(sr)}" fill="none" '
                f'stroke="{INK}" stroke-width="{DETAIL}"/>'
            )
        ring = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" stroke="{INK}" '
        self.raw(ring + f'stroke-width="{DETAIL}" fill="{PAPER}"/>')
        self.clip = lens
        yield
        self.clip = None
        self.raw(ring + f'stroke-width="{DETAIL}" fill="none"/>')

    def area(self, shape, fill=PAPER, stroke=INK, width=OUTLINE, dash=None, **attrs):
        if self.clip is not None and not self.clip.contains(shape.buffer(width)):
            edge = shape.boundary.intersection(self.clip)
            self._path(self._closed(shape.intersection(self.clip)), fill, "none", 0, None, attrs)
            if stroke != "none":
                self.line(edge, stroke, width, dash, clipped=True)
            return shape
        self._path(self._closed(shape), fill, stroke, width, dash, attrs)
        return shape

    def _closed(self, shape):
        return "".join(
            path_data(ring.coords, True, self.tol)
            for poly in polygons_of(shape)
            for ring in (poly.exterior, *poly.interiors)
        )

    def line(self, points, stroke=INK, width=DETAIL, dash=None, curve=True, clipped=False):
        """Open line(s): a list of points or a shapely line geometry."""
        if self.clip is not None and not clipped:
            if not hasattr(points, "geom_type"):
                points = LineString(spline(points) if curve and len(points) > 2 else points)
            points = points.intersection(self.clip)
        if hasattr(points, "geom_type"):
            runs = [ln.coords for ln in lines_of(points) if ln.length > 2]
        else:
            runs = [spline(points) if curve and len(points) > 2 else points]
        d = "".join(path_data(r, False, self.tol) if curve else straight_path(r) for r in runs)
        self._path(d, "none", stroke, width, dash, {})

    def arrow(self, points, width=5.0, head=13.0, both=False):
        """Motion arrow in the accent colour with a white halo."""
        pts = spline(points) if len(points) > 2 else even_points(points)
        line = LineString(pts)

        def tip(at_end):
            p = pts[-1] if at_end else pts[0]
            back = line.interpolate(line.length - head if at_end else head)
            v = unit(p - np.array(back.coords[0]))
            n = np.array([-v[1], v[0]])
            base = p - v * head
            return Polygon([p, base + n * head * 0.56, base + v * head * 0.16, base - n * head * 0.56])

        body = cut_line(line, head * 0.8 if both else 0, line.length - head * 0.8)
        shape = unary_union([body.buffer(width / 2, cap_style=2), tip(True)] + ([tip(False)] if both else []))
        d = "".join(path_data(p.exterior.coords, True) for p in polygons_of(shape))
        self._path(d, ACCENT, PAPER, 3.2, None, {})  # halo first: paint-order is not portable
        self._path(d, ACCENT, "none", 0, None, {})

    def hatch(self, shape, angle=45, gap=5.0, width=1.5):
        """Accent hatching: 'you should feel it here'.  Survives grey printing."""
        x0, y0, x1, y1 = shape.bounds
        c, r = ((x0 + x1) / 2, (y0 + y1) / 2), math.hypot(x1 - x0, y1 - y0)
        u = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle))])
        n = np.array([-u[1], u[0]])
        d = ""
        for k in np.arange(-r, r, gap):
            for ln in lines_of(LineString([c + n * k - u * r, c + n * k + u * r]).intersection(shape)):
                if ln.length > 1.5:
                    d += straight_path(ln.coords)
        self._path(d, "none", ACCENT, width, None, {})

    def path(self, d, fill="none", stroke=INK, width=OUTLINE, **attrs):
        """Path data written by hand: signs and icons."""
        self._path(d, fill, stroke, width, None, attrs)

    def raw(self, markup):
        self.parts.append((("raw",), markup))

    def _path(self, d, fill, stroke, width, dash, attrs):
        if not d:
            return
        style = [("fill", fill), ("stroke", stroke)]
        if stroke != "none":
            style.append(("stroke-width", number(width)))
        if dash:
            style.append(("stroke-dasharray", dash))
        inner = attrs.pop("inner", "")
        extra = "".join(f' {k}="{escape(str(v))}"' for k, v in attrs.items())
        tag = f'<path{extra} d="{d}"' + (f">{inner}</path>" if inner else "/>")
        self.parts.append((tuple(style), tag))

    def svg(self, mirror=False):
        """mirror: the other side of the body (never put words inside a picture)."""
        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width / 4:g}mm" height="{self.height / 4:g}mm" role="img" '
            f'aria-labelledby="{self.name}-t {self.name}-d" '
            'stroke-linecap="round" stroke-linejoin="round">',
            f'<title id="{self.name}-t">{escape(self.title)}</title>',
            f'<desc id="{self.name}-d">{escape(self.desc)}</desc>',
        ]
        if mirror:
            out.append(f'<g transform="matrix(-1 0 0 1 {self.width} 0)">')
        open_style = None
        for style, tag in self.parts:
            if style != open_style:
                if open_style and open_style[0] != "raw":
                    out.append("</g>")
                if style[0] != "raw":
                    out.append("<g " + " ".join(f'{k}="{v}"' for k, v in style) + ">")
                open_style = style
            out.append(tag)
        if open_style and open_style[0] != "raw":
            out.append("</g>")
        return "\n".join(out + ["</g>"] * mirror + ["</svg>", ""])
