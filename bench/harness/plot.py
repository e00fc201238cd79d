"""results.svg: CPU per request, a bar for each gateway, grouped by work."""

from xml.sax.saxutils import escape

from .gateways import OURS, TITLES
from .stats import Spread

SHOWN = {
    "public": "Public route",
    "rs256-remembered": "RS256, remembered where it can be",
    "es256-remembered": "ES256, remembered where it can be",
    "rs256-cold": "RS256, every token new",
    "es256-cold": "ES256, every token new",
    "refused-tampered": "Refused: tampered RS256",
    "verdict-remembered": "A verdict for another proxy, RS256, remembered",
}
COLORS = {
    "gatehouse": "#0b7a75", "gatehouse-verifier": "#0b7a75",
    "haproxy": "#8d99ae", "envoy": "#8d99ae", "envoy-cache": "#8d99ae", "nginx": "#c5ccd8",
    "stock": "#d8a48f",
}
WIDTH, LEFT, RIGHT = 760, 210, 70
BAR, GAP, GROUP, TOP, BOTTOM = 16, 4, 34, 52, 24
FONT = "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'"


def svg(run):
    """The plot's text."""
    groups = _groups(run)
    # what is far beyond all others would make their bars unreadable: it is cut off, and told by its number
    longest = max((median for _, bars in groups for name, median in bars if name != "stock"), default=1) * 1.15
    height = TOP + BOTTOM + sum(GROUP + len(bars) * (BAR + GAP) for _, bars in groups)
    y = TOP
    body = []
    for title, bars in groups:
        body.append(_text(12, y + 14, title, "600"))
        y += 22
        for name, median in bars:
            body += _bar(y, name, median, longest)
            y += BAR + GAP
        y += GROUP - 22
    return "\n".join([
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{height}' viewBox='0 0 {WIDTH} {height}' "
        f"role='img' aria-label='CPU per request, by gateway'>",
        f"<rect width='{WIDTH}' height='{height}' fill='#ffffff'/>",
        _text(12, 24, "CPU per request, microseconds of one core (less is better)", "700", 15),
        *body, "</svg>", ""])


def _groups(run):
    cpu = run.by_round("cpu")
    groups = []
    for work, title in SHOWN.items():
        bars = [(name, Spread(rounds.values()).median) for (of, name), rounds in cpu.items() if of == work and name in COLORS]
        if bars:
            groups.append((title, sorted(bars, key=lambda bar: bar[1])))
    return groups


def _bar(y, name, median, longest):
    room = WIDTH - LEFT - RIGHT
    width = room * min(1, median / longest)
    weight = "600" if name in OURS else "400"
    parts = [
        _text(LEFT - 8, y + 12, TITLES[name].replace("`", ""), weight, 12, "end"),
        f"<rect x='{LEFT}' y='{y}' width='{width:.1f}' height='{BAR}' rx='2' fill='{COLORS[name]}'/>",
        _text(LEFT + width + 6, y + 12, f"{median:.0f}", weight, 12)]
    if median > longest:
        x = LEFT + width - 26
        parts.append(f"<path d='M{x} {y - 1} l6 {BAR + 2} h5 l-6 -{BAR + 2} z' fill='#ffffff'/>")
    return parts


def _text(x, y, words, weight="400", size=13, anchor="start"):
    return (f"<text x='{x:.0f}' y='{y}' {FONT} font-size='{size}' font-weight='{weight}' text-anchor='{anchor}' "
            f"fill='#1f2933'>{escape(words)}</text>")
