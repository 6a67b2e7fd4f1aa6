"""What can't be shown or published of the files that a page's text names."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

from .resources import Resource
from .source import Locator, Trouble, shown

IMAGES = {
    "html": ("png", "jpg", "jpeg", "gif", "svg", "webp", "avif"),
    "pdf": ("png", "jpg", "jpeg", "gif", "svg", "webp"),
    "docx": ("png", "jpg", "jpeg", "gif"),
    "wechat": ("png", "jpg", "jpeg", "gif"),
}
"""What an output can show. Typst knows no others, and of PDF none that keeps to PDF/A; Word takes vectors in newer versions
only, and pandoc makes none of them a picture."""

_OUTPUTS = {"html": "the page", "pdf": "the PDF", "docx": "Word", "wechat": "WeChat"}
_BEGINNINGS = {
    b"\x89PNG": ("png",),
    b"\xff\xd8\xff": ("jpg", "jpeg"),
    b"GIF8": ("gif",),
    b"RIFF": ("webp",),
}

IsOwn = Callable[[str], bool]
"""Tells whether there is something else at an address beside the published page."""


def refused_resources(
    found: Iterable[Resource], page: Path, root: Path, places: Locator, is_own: IsOwn
) -> Iterator[Trouble]:
    """Yield the files that are missing, or would not be published beside the page.

    Parameters
    ----------
    found
        What the text names.
    page, root
        The page, and the project it belongs to.
    places
        Where in the text's files something stands.
    is_own
        Whether an address beside the page is taken.
    """
    for each in found:
        place = places.at(each.offset)
        said = _refused(each, page, root, root / place.file, is_own)
        if said:
            yield Trouble(place, f"{each.kind} {each.address}: {said}")
        elif not each.described:
            example = f'<img src="{each.address}" alt="…">' if each.tag else f"![…]({each.address})"
            yield Trouble(
                place,
                f"image {each.address}: it says nothing to who can't see it: write what it shows, {example}"
                + ("." if each.tag else ", or give it fig-alt=."),
            )


def refused_images(found: Iterable[Resource], page: Path, kind: str, places: Locator) -> Iterator[Trouble]:
    """Yield what the output `kind` can't show; `found` is what it should."""
    for each in found:
        place, output = places.at(each.offset), _OUTPUTS[kind]
        if kind != "html" and each.tag and each.kind != "link":
            if not each.raw:
                way = (
                    f"![…]({each.address})"
                    if each.kind == "image"
                    else 'a div .content-visible when-format="html"'
                )
                yield Trouble(place, f"<{each.tag}> is left out of {output}: write {way}.")
            continue
        path = page.parent / each.name
        if each.kind != "image" or each.remote or not path.is_file():
            continue
        suffix = path.suffix.lower().removeprefix(".")
        if suffix not in IMAGES[kind]:
            known = ", ".join(f".{name}" for name in IMAGES[kind])
            named = f".{suffix}" if suffix else "a file without suffix"
            yield Trouble(
                place, f"image {each.address}: {output} can't show {named}: save it as one of {known}."
            )
        elif said := _misnamed(path, suffix):
            yield Trouble(place, f"image {each.address}: {said}")


def _refused(each: Resource, page: Path, root: Path, file: Path, is_own: IsOwn) -> str:
    """Return why `each`, which stands in `file`, can't be published; empty if it can."""
    folder = shown(page.parent, root)
    if each.remote:
        if each.kind == "link" and not each.address.lower().startswith("file:"):
            return ""
        what = "it is on your machine only" if each.kind == "link" else "nothing is fetched from other places"
        return f"{what}: save the file in {folder}/ and name it from there."
    if each.name.startswith(("/", "\\")):
        return f"a slash in front leads elsewhere on the site: name it as seen from {folder}/."
    name = posixpath.normpath(each.name)
    if name.startswith(".."):
        whole = ", or write the whole address" if each.kind == "link" else ""
        return f"it lies outside {folder}/ and is not published: copy it there{whole}."
    path = page.parent / name
    if is_own(name):
        if each.kind == "link" and not path.exists():
            return ""
        return f"the edition has a {name.partition('/')[0]} of its own: give the file another name."
    if any(part.startswith(".") for part in name.split("/") if name != "."):
        return "what begins with a dot is not published: give it another name."
    if path.is_dir():
        return "it is a folder: name a file in it."
    if name.endswith(".qmd") and path.is_file():
        return "the text's own files are not published: refer to a section as [@sec-…]."
    listed = _listed(page.parent, name)
    if listed != name:
        return f"there is no file {shown(path, root)}.{_hint(name, listed, page, file)}"
    return ""


def _hint(name: str, listed: str, page: Path, file: Path) -> str:
    if listed:
        return f" Is it {listed}?"
    if file.parent != page.parent and (file.parent / name).is_file():
        seen = Path(os.path.relpath(file.parent / name, page.parent)).as_posix()
        return f" An address in an included file is relative to the page: write {seen}."
    return " Put it there, or mend the address."


def _listed(folder: Path, name: str) -> str:
    """Return `name` as it is spelled in `folder`: on some machines other capitals do, on a site they don't.

    Empty if there is nothing like it.
    """
    made: list[str] = []
    for part in name.split("/"):
        try:
            names = [each.name for each in folder.joinpath(*made).iterdir()]
        except OSError:
            return ""
        wanted = _plain(part)
        like = part if part in names else next((each for each in names if _plain(each) == wanted), "")
        if not like:
            return ""
        made.append(like)
    return "/".join(made) if folder.joinpath(*made).is_file() else ""


def _plain(name: str) -> str:
    return normalize("NFC", name).casefold()


def _misnamed(path: Path, suffix: str) -> str:
    """Return what is wrong with a picture whose first bytes are those of another kind."""
    try:
        with path.open("rb") as handle:
            first = handle.read(4)
    except OSError as error:
        return f"it can't be read: {error.strerror}."
    if not first:
        return "the file is empty: save it again."
    really = next((names for start, names in _BEGINNINGS.items() if first.startswith(start)), ())
    known = {name for names in _BEGINNINGS.values() for name in names}
    if really and suffix not in really:
        return f"what it holds is {really[0].upper()}: name it {path.stem}.{really[0]}."
    if not really and suffix in known:
        return f"it is no {suffix.upper()} file: save it again."
    return _damaged(path) if really else ""


def _damaged(path: Path) -> str:
    """Return what is wrong with a picture that can't be decoded."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.load()
    except Image.DecompressionBombError:
        return "it has more pixels than can be printed: save it smaller."
    except (OSError, SyntaxError, ValueError) as error:
        return f"the file is cut short or damaged ({error}): save it again."
    return ""
