"""The entry point: what it does before anything slow is imported."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.places import ROOT
from zhixiao_async.cli import entry, main

ENTRY = ROOT / "zhixiao_async" / "cli" / "entry.py"
SLOW = {"zhixiao_async", "zhixiao_sync", "aiohttp", "attrs", "click", "rich"}
LIGHT = Path(__file__).with_name("light_entry.py")
WITHOUT = Path(__file__).with_name("without_module.py")


@pytest.mark.parametrize("word", ["--version", "--help", "-h"])
def test_word_that_imports_nothing_slow(word):
    """The version and the first page come without the package, click and rich."""
    done = subprocess.run(
        [sys.executable, LIGHT, ENTRY, word], capture_output=True, text=True, check=True
    )
    printed, _, imported = done.stdout.rpartition("\n\0")
    assert printed
    assert not SLOW & set(imported.split())


def test_version(capsys):
    """The command prints the distribution's version."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split() == ["zhixiao", version("zhixiao")]


@pytest.mark.parametrize("language", entry.HELP)
def test_first_page(language, capsys, monkeypatch):
    """The first page is in the locale's language and names every subcommand and option."""
    monkeypatch.setenv("LC_ALL", f"{language}_XX.UTF-8")
    assert main(["--help"]) == 0
    page = capsys.readouterr().out
    assert page == entry.HELP[language]
    for word in ("explain", "inbox", "sandbox", "--lang", "--version", "--help"):
        assert f"{word} " in page


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (["--lang", "zh"], "zh"),
        (["explain", "--lang=zh", "text"], "zh"),
        (["inbox", "list", "--lang", "en"], "en"),
        (["--lang"], "zh"),
        (["--lang", "de"], "zh"),
        ([], "zh"),
    ],
    ids=" ".join,
)
def test_chosen_language(words, language, monkeypatch):
    """--lang decides wherever it stands, unless it is none of the two; otherwise the locale."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert entry.chosen_language(words) == language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "ZH"}, "zh"),
        ({"LC_ALL": "zh_CN"}, "zh"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "", "LANG": "zh_TW"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN", "LC_MESSAGES": "C", "LANG": "C"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}, "en"),
    ],
    ids=str,
)
def test_language_of_the_locale(environ, language, monkeypatch):
    """The first of the variables that is set and not empty decides, as in POSIX."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, locale in environ.items():
        monkeypatch.setenv(variable, locale)
    assert entry.chosen_language([]) == language


@pytest.mark.parametrize(("name", "extra"), entry.EXTRA.items())
@pytest.mark.parametrize("language", entry.MISSING)
def test_command_without_its_extra(name, extra, language):
    """One sentence says what to install, in the reader's language, and 2."""
    words = ["sandbox", "--port=0"] if extra == "cli" else ["orders", "reconcile"]
    command = [sys.executable, WITHOUT, name, *words, "--lang", language]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    said = entry.MISSING[language].format(name=name, extra=extra)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{said}\n")


def test_other_module_that_is_missing(monkeypatch):
    """A missing module that isn't of the extra is a mistake, and is raised."""
    monkeypatch.setitem(sys.modules, "zhixiao_async.cli.commands", None)
    with pytest.raises(ModuleNotFoundError):
        main(["sandbox"])


def test_installed_file_is_this_one():
    """The script names the top-level module, a copy of the entry made when the wheel is."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["zhixiao_async/cli/entry.py"] == "zhixiao_command.py"
    assert settings["project"]["scripts"] == {"zhixiao": "zhixiao_command:main"}
