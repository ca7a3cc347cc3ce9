"""What the documentation says is done here: its commands run, its code runs, its links lead."""

import importlib.util
import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sozialraum.cli import sozialraum

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CALL = [sys.executable, "-c", "from sozialraum.cli import main; main()"]


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    lines = "".join(blocks(page, "sh")).splitlines()
    return [line.partition("  #")[0].strip() for line in lines if line.strip()]


def named_commands(page: Path) -> list[str]:
    """What a page tells one to type after ``sozialraum``, in blocks and in the text."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"^```\w*\n(.*?)^```$", text, re.S | re.M)
             for line in block.splitlines()]  # fmt: skip
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M))
    said = [re.fullmatch(r"(?:\.venv[/\\]\w+[/\\])?sozialraum (.+)", line) for line in lines]
    return [found[1].partition("  #")[0].strip() for found in said if found and found[1] != "…"]


@pytest.mark.parametrize("page", [p for p in PAGES if named_commands(p)], ids=lambda p: p.name)
def test_every_command_that_a_page_names_is_one_with_these_options(page):
    for line in named_commands(page):
        name, *words = shlex.split(line.replace("\\", "/"))
        command = sozialraum.commands[name]
        if words:
            command.make_context(name, words)


def test_what_programmers_are_told_to_run_is_there():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for module in set(re.findall(r"python -m (sozialraum[.\w]+)", text)):
        assert importlib.util.find_spec(module), module
    for script in set(re.findall(r"python ((?:docs|data|benchmarks)/[\w/]+\.py)", text)):
        assert (ROOT / script).is_file(), script


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    missing = [to for to in targets if "://" not in to and not (page.parent / to).exists()]
    assert missing == []


@pytest.mark.langsam
@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda page: page.name)
def test_the_commands_of_a_page_run_one_after_the_other_in_an_empty_folder(page, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    for line in commands(page):
        name, *words = shlex.split(line)
        assert name == "sozialraum", line
        done = subprocess.run(
            [*CALL, *words], cwd=tmp_path, env=environment, capture_output=True, text=True,
            encoding="utf-8", timeout=400,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.mark.langsam
def test_the_four_extensions_work_as_they_are_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    for number, code in enumerate(blocks(DOCS / "extending.md", "python")):
        exec(compile(code, f"extending.md, block {number}", "exec"), known)


def test_each_extension_is_about_ten_lines():
    for code in blocks(DOCS / "extending.md", "python"):
        lines = [line for line in code.splitlines() if line and not line.startswith("import")]
        told = [line for line in lines if not line.startswith(("from ", "assert "))]
        assert len(told) <= 11, code


def test_the_handbook_names_every_notebook_and_every_command():
    text = (DOCS / "handbuch.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        assert path.stem in text
    for command in sozialraum.commands:
        assert f"sozialraum {command}" in text, command


def test_the_glossary_is_sorted_and_says_something_of_each_word():
    rows = re.findall(r"^\*\*(.+?)\*\* – (.+)$", (DOCS / "glossar.md").read_text("utf-8"), re.M)
    words = [word.casefold().translate(str.maketrans("äöü", "aou")) for word, _ in rows]
    assert words == sorted(words)
    assert len(words) >= 40
    assert all(len(said) > 15 for _, said in rows)


def test_pictures_are_made_by_the_command_and_small():
    made = runpy.run_path(str(DOCS / "bilder_herstellen.py"), run_name="bilder")
    text = (DOCS / "handbuch.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(bilder/(.+?)\.webp\)", text))
    assert shown == set(made["TITLES"]) == {path.stem for path in (DOCS / "bilder").iterdir()}
    assert sum(path.stat().st_size for path in (DOCS / "bilder").iterdir()) < 600_000
