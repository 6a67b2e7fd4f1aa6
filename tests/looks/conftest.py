"""The printed look on a page of its own, rendered once."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"looks_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Printed:
    """A rendered page: its PDF, Typst's warnings, the Typst source."""

    pdf: bytes
    warnings: list[str]
    typst: str


@pytest.fixture(scope="session")
def printed() -> ModuleType:
    return _module(HERE / "printed.py")


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return _module(HERE / "fixture" / "make.py")


@pytest.fixture(scope="session")
def render(
    printed: ModuleType, sample: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Printed]:
    """Render Markdown; ``metadata`` and ``typst`` rewrite the metadata and the Typst source on the way."""

    def rendered(
        page: str,
        metadata: Callable[[str], str] = lambda text: text,
        typst: Callable[[str], str] = lambda text: text,
    ) -> Printed:
        root = tmp_path_factory.mktemp("printed")
        folder = root / "report"
        folder.mkdir()
        (root / "data").mkdir()
        (root / "data" / "figure-3.csv").write_text("period,deals\n2023,47\n", encoding="utf-8")
        for name, height in (("short", 200), ("tall", 300)):
            (folder / f"{name}.svg").write_text(sample.chart(height), encoding="utf-8")
        (folder / "page.md").write_text(page, encoding="utf-8")
        settings = (printed.FIXTURE / "metadata.yml").read_text(encoding="utf-8")
        (folder / "metadata.yml").write_text(metadata(settings), encoding="utf-8")
        source = printed.to_typst(folder / "page.md", folder / "metadata.yml", folder / "page.typ")
        source.write_text(typst(source.read_text(encoding="utf-8")), encoding="utf-8")
        pdf, warnings = printed.to_pdf(source, root)
        return Printed(pdf, warnings, source.read_text(encoding="utf-8"))

    return rendered


@pytest.fixture(scope="session")
def edition(render: Callable[..., Printed], sample: ModuleType) -> Printed:
    return render(sample.page())
