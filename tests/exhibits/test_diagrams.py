"""The transaction structures: nothing crosses, nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from ipabs.exhibits.charts.sheet import NARROW, WIDTH
from ipabs.exhibits.diagram import Structure, read_structure
from ipabs.exhibits.diagram_print import crossings, labels

Box = tuple[float, float, float, float]


NAMES, LAYOUTS = ("loan", "relicense"), {"": WIDTH, "narrow": NARROW}


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=NAMES)
def structure(request: pytest.FixtureRequest, layout: str) -> Structure:
    return read_structure(request.param, layout)


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_reads_the_same_words(name: str) -> None:
    def words(structure: Structure) -> list[object]:
        flows = [(flow.step, flow.kind, "".join(flow.label), flow.tells) for flow in structure.flows]
        return [structure.alt, flows, [(node.name, node.note) for node in structure.nodes]]

    assert words(read_structure(name, "narrow")) == words(read_structure(name))


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_lines_have_right_angles_and_do_not_cross(structure: Structure) -> None:
    assert crossings(structure) == []
    for flow in structure.flows:
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(flow.points))


def test_labels_stand_clear(structure: Structure, layout: str) -> None:
    boxes = [label.box for label in labels(structure)]
    nodes = [
        (n.x - n.width / 2, n.y - n.height / 2, n.x + n.width / 2, n.y + n.height / 2)
        for n in structure.nodes
    ]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [(box, node) for box in boxes for node in nodes if overlap(box, node)]
    for box in boxes:
        assert box[0] >= 0 and box[2] <= LAYOUTS[layout]
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
