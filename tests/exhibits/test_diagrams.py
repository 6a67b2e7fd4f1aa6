"""The transaction structures: nothing crosses, nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from ipabs.exhibits.charts.sheet import WIDTH
from ipabs.exhibits.diagram import Structure, read_structure
from ipabs.exhibits.diagram_print import crossings, labels

Box = tuple[float, float, float, float]


@pytest.fixture(params=["loan", "relicense"])
def structure(request: pytest.FixtureRequest) -> Structure:
    return read_structure(request.param)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_lines_have_right_angles_and_do_not_cross(structure: Structure) -> None:
    assert crossings(structure) == []
    for flow in structure.flows:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(flow.points))


def test_labels_stand_clear(structure: Structure) -> None:
    boxes = [label.box for label in labels(structure)]
    nodes = [
        (n.x - n.width / 2, n.y - n.height / 2, n.x + n.width / 2, n.y + n.height / 2)
        for n in structure.nodes
    ]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [(box, node) for box in boxes for node in nodes if overlap(box, node)]
    for box in boxes:
        assert box[0] >= 0 and box[2] <= WIDTH
        for flow in structure.flows:
            for (x0, y0), (x1, y1) in pairwise(flow.points):
                leg = (min(x0, x1) - 0.3, min(y0, y1) - 0.3, max(x0, x1) + 0.3, max(y0, y1) + 0.3)
                assert not overlap(box, leg), (box, flow.step, flow.label)


def test_steps_are_numbered_without_gaps_and_told_in_order(structure: Structure) -> None:
    steps = sorted({flow.step for flow in structure.flows})
    assert steps == list(range(1, len(steps) + 1))
    told = [flow.step for flow in structure.flows if flow.tells]
    assert told == sorted(told) and set(told) == set(steps)
    assert f"第{steps[-1]}步" in structure.alt


def test_every_step_has_a_label(structure: Structure) -> None:
    assert {label.flow.step for label in labels(structure)} == {flow.step for flow in structure.flows}
