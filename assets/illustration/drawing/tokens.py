"""Style tokens: the only colours and line widths a picture may use (see README.md)."""

INK = "#1f2328"  # all outlines
PAPER = "#ffffff"  # skin, near side
FAR = "#e9ebed"  # skin, far side of the body
CLOTH = "#d3d7db"  # shirt
CLOTH_DARK = "#8d949b"  # shorts
HAIR = "#5b626a"
PROP = "#f3f4f5"  # wall, chair, step
ACCENT = "#0b7285"  # motion arrows and stretch hatching, nothing else
OUTLINE, DETAIL, FINE = 2.6, 1.7, 1.2

# Screen and sign colours (the same as in the style sheets); never in an exercise picture.
WARM, TINT = "#f6eee6", "#e3eef1"
BRAND, RED, GREEN, AMBER = "#0f4a5c", "#9b1c1f", "#14572f", "#6b4400"
