"""The pages that scripts make are what the scripts make of the code as it is."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import zhixiao_async
from tests.support.otel import watching
from tests.support.places import DOCS
from zhixiao_async.registry import ENDPOINTS

LIBRARY = Path(zhixiao_async.__file__).parent


@pytest.fixture
def script(monkeypatch):
    """Return a function that loads the script of a page."""
    monkeypatch.syspath_prepend(DOCS.parent)

    def load(page):
        spec = importlib.util.spec_from_file_location(f"make_{page}", DOCS / f"make_{page}.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize("page", ["endpoints", "faults"])
def test_page_is_up_to_date(page, script):
    """After a change to an endpoint or to a fault: ``python docs/make_<page>.py``."""
    assert (DOCS / f"{page}.md").read_text("utf-8") == script(page).page()


@pytest.mark.parametrize("page", ["errata", "errata.zh-CN"])
def test_errata_are_up_to_date(page, script):
    """In both languages, after a change to errata.toml: ``python docs/make_errata.py``."""
    assert (DOCS / f"{page}.md").read_text("utf-8") == script("errata").page(page)


def test_errata_speak_of_what_there_is(script):
    """Every name that they use is the document's or the library's, and no section is left out."""
    entries = script("errata").ENTRIES
    texts = " ".join(text for entry in entries for text in entry.values())
    names = {name for name in re.findall(r"`([A-Za-z_]+)(?:\(\)|=)?`", texts) if "_" in name}
    source = "".join(file.read_text("utf-8") for file in LIBRARY.rglob("*.py"))
    assert {name for name in names if not re.search(rf"\b{name}\b", source)} == set()
    sections = {entry.section for entry in ENDPOINTS.values()} - {"2.6"}
    spoken = {int(end) for entry in entries for end in re.findall(r"2\.(\d+)", entry["section"])}
    assert {int(one.partition(".")[2]) for one in sections} <= spoken


def test_errata_say_the_same_in_both_languages(script):
    """A name that one language speaks of is spoken of in the other."""
    for entry in script("errata").ENTRIES:
        for column in ("says", "does", "ask"):
            english, chinese = (
                set(re.findall(r"`[^`]+`", entry[name])) for name in (column, f"{column}_zh")
            )
            assert english == chinese, entry["section"]


@pytest.mark.parametrize("picture", ["trace.svg", "trace.zh-CN.svg"])
async def test_trace_is_up_to_date(picture, script, tmp_path):
    """After a change to a span's name: ``python docs/make_trace.py``."""
    drawn = set(ElementTree.parse(DOCS / "images" / picture).getroot().itertext())
    with watching() as seen:
        await script("trace").payment(seen.tracer, tmp_path)
    assert {span.name for span in seen.spans} <= drawn
