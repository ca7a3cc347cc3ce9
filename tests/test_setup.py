"""The set-up says the same in all its files."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {"matplotlib": "matplotlib-base", "typst": "typst-py"}
ONLY_ON_PYPI = "xstatic-leaflet"


def wanted(*extras: str) -> dict[str, str]:
    """Name → version range of the dependencies in pyproject.toml."""
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): str(each.specifier) for each in found}


def pins(lock: str) -> dict[str, set[str]]:
    """Name → its pinned versions (one for each range of Python versions), with markers."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    result: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)(==[^\\\n]+)", text, flags=re.MULTILINE):
        result.setdefault(canonicalize_name(name), set()).add(version.strip())
    return result


def test_environment_yml_lists_what_pyproject_lists():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *packages, pip = environment["dependencies"]
    conda = {each.name: str(each.specifier) for each in map(Requirement, packages)}
    expected = {CONDA_NAMES.get(name, name): rng for name, rng in wanted("notebooks").items()}
    expected.pop(ONLY_ON_PYPI)
    assert conda.pop("python") == PROJECT["requires-python"]
    assert conda.pop("pip") == ""
    assert conda == expected
    assert pip == {"pip": ["-e ."]}
    assert environment["channels"] == ["conda-forge"]


@pytest.mark.parametrize("lock", ["lock.txt", "lock-dev.txt"])
def test_a_lock_names_no_host_and_gives_every_package_a_hash(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert "://" not in text
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]
    assert not [entry for entry in entries if "==" not in entry]


def test_the_locks_hold_what_pyproject_asks_for():
    assert wanted("notebooks", "setup").keys() <= pins("lock.txt").keys()
    assert wanted("notebooks", "setup", "dev").keys() <= pins("lock-dev.txt").keys()


def test_the_reports_run_in_the_environment_of_the_tests_too():
    small, large = pins("lock.txt"), pins("lock-dev.txt")
    always = {name: {pin.partition(" ;")[0] for pin in found} for name, found in small.items()}
    # What the reports need on some systems only, the tests may need on all.
    assert [name for name in small if large.get(name) not in (small[name], always[name])] == []


def test_a_user_never_installs_the_oracles():
    assert not {"numba", "libpysal", "esda", "pytest"} & pins("lock.txt").keys()


def test_there_is_no_uv_lock_because_it_would_name_hosts():
    assert not (ROOT / "uv.lock").exists()


def load_run():
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installer(tmp_path, monkeypatch):
    """run.py in an empty folder with two small locks; what it would run is only written down."""
    module = load_run()
    for name in ("lock.txt", "lock-dev.txt", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    venv = tmp_path / ".venv"
    venv.mkdir()
    python, stamp = venv / "python", venv / "eingerichtet.txt"
    python.touch()
    commands = []
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": python, "STAMP": stamp}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "run", lambda *command: commands.append(command) or 0)
    module.commands = commands
    return module


def test_a_second_start_installs_nothing(installer):
    installer.install("lock.txt")
    assert len(installer.commands) == 3  # venv, lock, library
    installer.install("lock.txt")
    assert len(installer.commands) == 3


def test_a_changed_lock_is_installed_into_the_same_environment(installer):
    installer.install("lock.txt")
    (installer.ROOT / "lock.txt").write_text("anders")
    installer.install("lock.txt")
    assert len(installer.commands) == 5  # lock and library again, no new venv


def test_the_reports_are_content_with_the_environment_of_the_tests_not_the_other_way(installer):
    installer.install("lock-dev.txt")
    installer.install("lock.txt")
    assert len(installer.commands) == 3
    (installer.ROOT / "lock-dev.txt").write_text("anders")
    installer.install("lock.txt")
    installer.install("lock-dev.txt")
    assert len(installer.commands) == 7


def test_a_folder_that_was_moved_gets_a_new_environment(installer):
    installer.install("lock.txt")
    installer.STAMP.write_text(installer.STAMP.read_text().replace("\n", "-früher\n", 1))
    installer.install("lock.txt")
    assert len(installer.commands) == 6


def test_a_failed_installation_leaves_no_stamp(installer, monkeypatch):
    monkeypatch.setattr(installer, "run", lambda *command: 1)
    with pytest.raises(installer.SetupError, match="python3-venv"):
        installer.install("lock.txt")
    assert not installer.STAMP.exists()


def test_an_unknown_task_says_which_there_are():
    module = load_run()
    with pytest.raises(module.SetupError, match=r"berichte\|test\|lab\|lock"):
        module.main(["bericht"])
