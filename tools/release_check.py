"""Check that this checkout can be released: ``make release-check``.

The changelog and the tag are compared with the version of ``pyproject.toml``, the only place that
spells it. Then both distributions are built, checked by twine, compared with the source, and
installed in an empty environment. Between two releases ``--package-only`` leaves out the changelog
and the tag.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Collection
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("zhixiao_async", "zhixiao_sync")
IN_SDIST = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "tests/conftest.py")
IMPORT_BOTH = "import zhixiao_async, zhixiao_sync"
HEADING = re.compile(r"^## +(?P<title>.*?) *$", re.MULTILINE)


def project_version(pyproject: str) -> str:
    """Return the version that the text of pyproject.toml declares."""
    version: str = tomllib.loads(pyproject)["project"]["version"]
    return version


def moved_sources(pyproject: str) -> dict[str, str]:
    """Return the sources that the wheel has under another name, which follows each."""
    wheel = tomllib.loads(pyproject)["tool"]["hatch"]["build"]["targets"]["wheel"]
    return dict(wheel["force-include"])


def changelog_problems(text: str, version: str) -> list[str]:
    """Return reasons why the changelog doesn't describe this version as released."""
    sections = HEADING.split(text)[1:]
    bodies = dict(zip(sections[::2], sections[1::2], strict=True))
    problems = []
    if "[Unreleased]" in bodies:
        remedy = f"move its lines to [{version}]" if bodies["[Unreleased]"].strip() else "remove it"
        problems.append(f"CHANGELOG.md still has a section [Unreleased]: {remedy}")
    titles = [title for title in bodies if title.startswith(f"[{version}]")]
    if not titles:
        return [*problems, f"CHANGELOG.md has no section '## [{version}] - YYYY-MM-DD'"]
    for title in titles:
        if not _is_date(title.removeprefix(f"[{version}] - ")):
            problems.append(f"CHANGELOG.md: '## {title}' must end with ' - YYYY-MM-DD'")
        if not bodies[title].strip():
            problems.append(f"CHANGELOG.md: the section [{version}] is empty")
    return problems


def tag_problems(at_head: Collection[str], everywhere: Collection[str], version: str) -> list[str]:
    """Return reasons why the tags, of HEAD and of the repository, contradict this version."""
    tag = f"v{version}"
    releases = sorted(name for name in at_head if re.match(r"v?\d", name))
    problems = [f"HEAD is tagged {name}, not {tag}" for name in releases if name != tag]
    if tag in everywhere and tag not in at_head:
        problems.append(f"the tag {tag} is on another commit: raise the version in pyproject.toml")
    return problems


def wheel_problems(names: Collection[str], sources: Collection[str]) -> list[str]:
    """Return what the wheel lacks of the packages' source files, and what doesn't belong there."""
    wanted = set(sources)
    wanted |= {f"{package}/py.typed" for package in PACKAGES}
    ours = {name for name in names if ".dist-info" not in name.partition("/")[0]}
    return [f"the wheel lacks {name}" for name in sorted(wanted - set(names))] + [
        f"the wheel has {name}, which is in neither package" for name in sorted(ours - wanted)
    ]


def sdist_problems(names: Collection[str]) -> list[str]:
    """Return what the source distribution lacks; each name begins with the archive's folder."""
    inner = {name.partition("/")[2] for name in names}
    return [f"the sdist lacks {name}" for name in IN_SDIST if name not in inner]


def wheel_sources(pyproject: str) -> set[str]:
    """Return the files of both packages that git knows, or would, by their names in the wheel."""
    listed = _output("git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES)
    moved = moved_sources(pyproject)
    return {moved.get(name, name) for name in listed.splitlines() if (ROOT / name).is_file()}


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _output(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout


def _check_source(version: str) -> list[str]:
    at_head = _output("git", "tag", "--points-at", "HEAD").split()
    everywhere = _output("git", "tag").split()
    problems = changelog_problems((ROOT / "CHANGELOG.md").read_text("utf-8"), version)
    problems += tag_problems(at_head, everywhere, version)
    if not problems and f"v{version}" not in at_head:
        print(f"HEAD has no tag yet: git tag --annotate v{version} --message 'zhixiao {version}'")
    return problems


def _build(folder: Path) -> tuple[Path, Path]:
    """Build both distributions into a folder and return them, the sdist first."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True)
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", sdist, wheel], check=True)
    return sdist, wheel


def _check_installed(wheel: Path, version: str, folder: Path) -> list[str]:
    """Install the wheel where nothing else is, import both packages, and ask the command."""
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    outside = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def run(*command: str | Path) -> str:
        return subprocess.run(
            [scripts / command[0], *command[1:]],
            cwd=folder,
            env=outside,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ).stdout.strip()

    run("python", "-m", "pip", "install", "--quiet", wheel)
    run("python", "-W", "error", "-c", IMPORT_BOTH)
    said = run("zhixiao", "--version")
    run("python", "-m", "pip", "install", "--quiet", f"{wheel}[cli]")
    run("zhixiao", "sandbox", "--help")
    return [] if version in said.split() else [f"zhixiao --version says {said!r}, not {version}"]


def _check_package(pyproject: str, version: str) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sdist, wheel = _build(folder / "dist")
        with tarfile.open(sdist) as archive:
            problems = sdist_problems(archive.getnames())
        with zipfile.ZipFile(wheel) as archive:
            problems += wheel_problems(archive.namelist(), wheel_sources(pyproject))
        return problems + _check_installed(wheel, version, folder / "venv")


def main(arguments: list[str] | None = None) -> int:
    """Run the checks, print what is wrong, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--package-only", action="store_true", help="no changelog, no tag")
    options = parser.parse_args(arguments)
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    version = project_version(pyproject)
    problems = [] if options.package_only else _check_source(version)
    problems += _check_package(pyproject, version)
    for problem in problems:
        print(f"- {problem}")
    print(f"zhixiao {version}: {'not ready' if problems else 'ready'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
