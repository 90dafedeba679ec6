"""Draws a timeline as SVG: small, without a style or a word of its own.

Marks of one kind are one path; what each class looks like stands once in the style sheet,
and the head of an arrow once in the page. Time passes only between two vertical lines;
what happens at one time stands there in its order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from tminus.page.lanes import seconds

if TYPE_CHECKING:
    from tminus.page.events import Event
    from tminus.page.lanes import Arrow, Lane, Stretch, Timeline

ROW = 32
"""Height of a lane."""
TOP = 40
"""Where the first lane's line stands."""
LETTER = 6.1
"""Width of a letter, in a monospaced font of ten pixels."""
LONGEST = 28
"""Letters of a text that a mark shows."""
LABELLED = frozenset({"ask", "error", "got", "more", "print"})
"""Events that carry a text; an exit code is one at an end."""


@dataclass
class _Paths:
    """The strokes of a drawing, by class."""

    strokes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, stroke: str) -> None:
        self.strokes.setdefault(kind, []).append(stroke)

    def __str__(self) -> str:
        return "".join(
            f"<path class={kind} d={_quoted(''.join(strokes))} />"
            for kind, strokes in self.strokes.items()
        )


def draw(timeline: Timeline) -> Markup:
    """The timeline as an SVG element; the names of its lanes are not in it."""
    xs, labels, wide = _places(timeline)
    height = TOP + ROW * (len(timeline.lanes) - 1) + 14
    paths, texts = _Paths(), []
    for column in _moments(timeline):
        paths.add("g", f"M{xs[column]} 16V{height}")
        time = seconds(timeline.columns[column].time)
        texts.append(f"<text class=t x={xs[column]} y=11>{time}</text>")
    for stretch in timeline.stretches:
        lane = timeline.lanes[stretch.lane]
        y = TOP + ROW * stretch.lane
        last = _end(lane, xs, wide) if _open(stretch, lane) else xs[stretch.last]
        paths.add(stretch.kind[0], f"M{xs[stretch.first]} {y}H{last}")
    for lane, y in _rows(timeline):
        end = _end(lane, xs, wide)
        paths.add("l", f"M{xs[lane.first]} {y}H{end}")
        if lane.ending == "end":
            paths.add("e", f"M{end} {y - 6}v12")
        elif lane.ending == "stuck":
            paths.add("q", f"M{end + 4} {y - 4}l4 4l-4 4")
    if timeline.gap is not None:
        paths.add("b", f"M{xs[timeline.gap] - 14} 4V{height}")
    for column, event in enumerate(timeline.columns):
        y = TOP + ROW * event.lane
        _mark(paths, event, xs[column], y, passed=column in timeline.passed)
        if column in labels:
            kind = " class=x" if event.kind == "error" else ""
            label = escape(labels[column])
            texts.append(f"<text{kind} x={xs[column] - 3} y={y - 9}>{label}</text>")
    arrows = "".join(_arrow(arrow, xs[arrow.column]) for arrow in timeline.arrows)
    return Markup(  # all that is text was escaped above
        f"<svg class=v width={wide} height={height} aria-hidden=true>"
        f"{paths}{arrows}{''.join(texts)}</svg>"
    )


def width(timeline: Timeline) -> int:
    """How wide the drawing is."""
    return _places(timeline)[2]


def _arrow(arrow: Arrow, x: int) -> str:
    source, target = TOP + ROW * arrow.source, TOP + ROW * arrow.target
    end = target - 6 if target > source else target + 6
    kind = "k" if arrow.kind == "wake" else "a"
    return f'<path class={kind} d="M{x} {source}V{end}"/>'


def _open(stretch: Stretch, lane: Lane) -> bool:
    """Whether a stretch goes on to where the drawing ends."""
    return stretch.last == lane.last and lane.ending in ("cut", "stuck")


def _rows(timeline: Timeline) -> list[tuple[Lane, int]]:
    return [(lane, TOP + ROW * number) for number, lane in enumerate(timeline.lanes)]


def _mark(paths: _Paths, event: Event, x: int, y: int, *, passed: bool) -> None:
    if event.kind == "error":
        paths.add("x", f"M{x - 4} {y - 4}l8 8m0-8l-8 8")
    elif event.kind in ("print", "more"):
        paths.add("p", f"M{x} {y}h0")
    elif event.kind in ("ask", "got"):
        paths.add("o", f"M{x} {y}h0")
    elif event.kind == "wake":
        paths.add("c", f"M{x} {y - 4}l4 4l-4 4l-4-4z")
    elif passed:
        paths.add("n", f"M{x} {y - 5}v10")


def _label(event: Event) -> str:
    if event.kind not in LABELLED and not (event.kind == "end" and event.text):
        return ""
    text = event.text
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _moments(timeline: Timeline) -> list[int]:
    """The columns at which a new time begins."""
    if not timeline.timed:
        return []
    return [
        column
        for column, event in enumerate(timeline.columns)
        if column == 0 or event.time > timeline.columns[column - 1].time
    ]


def _places(timeline: Timeline) -> tuple[list[int], dict[int, str], int]:
    """The columns' places from the left, the labels by their column, and the width in all."""
    walk = _Walk(timeline)
    for column, event in enumerate(timeline.columns):
        walk.step(column, event)
    return walk.xs, walk.labels, round(max(walk.right, walk.x + 14)) + 14


class _Walk:
    """Goes through the columns from the left, and gives each the room that it needs."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.xs: list[int] = []
        self.labels: dict[int, str] = {}
        self.x = self.right = 10.0
        self.axis = 0.0
        self.free = [0.0] * len(timeline.lanes)
        self.seen: Event | None = None
        self.crossed: dict[int, set[int]] = {}
        for arrow in timeline.arrows:
            low, high = sorted((arrow.source, arrow.target))
            self.crossed.setdefault(arrow.column, set()).update(range(low + 1, high + 1))

    def step(self, column: int, event: Event) -> None:
        moment = self._forward(column, event)
        if column == self.timeline.gap:
            self.x += 26
        for lane in self.crossed.get(column, ()):
            self.x = max(self.x, self.free[lane] + 2)
        text = _label(event)
        if text:
            self.x = max(self.x, self.free[event.lane])
            self.labels[column] = text
            self.free[event.lane] = self.x + LETTER * len(text) + 3
            self.right = max(self.right, self.free[event.lane])
        if moment and self.timeline.timed:
            self.axis = self.x + LETTER * len(seconds(event.time)) + 8
            self.right = max(self.right, self.axis)
        if _visible(event, column, self.timeline):
            self.seen = event
        self.xs.append(round(self.x))

    def _forward(self, column: int, event: Event) -> bool:
        """Move on to the event; whether time passes on the way."""
        if not column:
            return True
        passed = event.time - self.timeline.columns[column - 1].time if self.timeline.timed else 0
        if passed > 0:
            self.x = max(self.x + 24 + 3 * min(passed, 10), self.axis)
            self.seen = None
        elif self.seen is not None and _visible(event, column, self.timeline):
            self.x += 10
        return passed > 0


def _visible(event: Event, column: int, timeline: Timeline) -> bool:
    """Whether there is a mark for the event itself."""
    return event.kind not in ("block", "joined", "sleep", "step") or column in timeline.passed


def _end(lane: Lane, xs: list[int], wide: int) -> int:
    return wide - 12 if lane.ending in ("cut", "stuck") else xs[lane.last]


def _quoted(text: str) -> str:
    return f'"{text}"'
