"""Sets up the environment in .venv and runs one task; needs nothing but Python.

python3 run.py berichte   the reports of data/nrw into reports/   (Windows: py run.py berichte)
python3 run.py test       lint, types and all tests
python3 run.py lab        JupyterLab with the notebooks
python3 run.py lock       writes the two locks anew (needs uv; --upgrade for newer versions)

What follows the task is handed on: python3 run.py test -k genesis
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN, EXE = VENV / ("Scripts" if WINDOWS else "bin"), ".exe" if WINDOWS else ""
PYTHON = BIN / f"python{EXE}"
STAMP = VENV / "eingerichtet.txt"
LOCK, LOCK_DEV = "lock.txt", "lock-dev.txt"  # the second holds the first, same versions
OLDEST = (3, 11)


class SetupError(Exception):
    """Something the user can put right, said in German."""


def run(*command: object) -> int:
    """Run a command in the repository and return its exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment).returncode


def must(remedy: str, *command: object) -> None:
    """Run a command that the next step needs."""
    if run(*command) != 0:
        raise SetupError(remedy)


def stamp(lock: str) -> str:
    """Return what STAMP holds when this lock is installed for this very folder."""
    content = (ROOT / lock).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{ROOT}\n{hashlib.sha256(content).hexdigest()}\n"


def make_venv(uv: str | None) -> None:
    """Make an empty .venv, also in place of one that was moved here or is broken."""
    STAMP.unlink(missing_ok=True)
    make = [sys.executable, "-m", "venv"]
    if uv:
        make = [uv, "venv", "--quiet", "--python", sys.executable]
    remedy = f"Die Umgebung {VENV} ließ sich nicht anlegen. Läuft noch ein Programm daraus? "
    remedy += "Unter Debian und Ubuntu fehlt oft: sudo apt-get install python3-venv"
    must(remedy, *make, "--clear", VENV)


def install(lock: str) -> None:
    """Install the lock and the library, unless that has been done already."""
    done = STAMP.read_text(encoding="utf-8") if STAMP.exists() and PYTHON.exists() else ""
    if done in (stamp(lock), stamp(LOCK_DEV)):
        return
    print(f"Richte die Umgebung ein ({lock}), das dauert ein bis drei Minuten …")
    uv = shutil.which("uv")
    if not done.startswith(f"{ROOT}\n"):
        make_venv(uv)
    pip = [PYTHON, "-m", "pip", "install"]
    if uv:
        pip = [uv, "pip", "install", "--compile-bytecode", "--python", PYTHON]
    remedy = "Die Pakete ließen sich nicht einrichten. Besteht eine Verbindung zum Internet?"
    must(remedy, *pip, "--quiet", "--require-hashes", "-r", lock)
    must(remedy, *pip, "--quiet", "--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(stamp(lock), encoding="utf-8")


def berichte(*options: str) -> int:
    """Write the reports of all Kreise and say where they are."""
    install(LOCK)
    code = run(BIN / f"sozialraum{EXE}", "berichte", "data/nrw", "-o", "reports", *options)
    pages = sorted((ROOT / "reports" / "nrw").glob("*/index.html"))
    if code == 0 and pages:
        print(f"Fertig. Im Browser öffnen: {pages[-1]}")
    return code


def test(*options: str) -> int:
    """Run all checks, also after one has failed, and say which failed."""
    install(LOCK_DEV)
    run(PYTHON, "-m", "compileall", "-q", "sozialraum", "tests")  # else each process would do it
    checks: dict[str, tuple[str, ...]] = {
        "ruff check": ("ruff", "check"),
        "ruff format": ("ruff", "format", "--check"),
        "mypy": ("mypy",),
        "pytest": ("pytest", "-rfEs", "-n", "auto", "--dist", "worksteal", *options),
    }
    failed = [name for name, check in checks.items() if run(PYTHON, "-m", *check) != 0]
    print(f"Fehlgeschlagen: {', '.join(failed)}" if failed else "Alle Prüfungen bestanden.")
    return 1 if failed else 0


def lab(*options: str) -> int:
    """Open JupyterLab at the notebook to start from."""
    install(LOCK)
    return run(BIN / f"sozialraum{EXE}", "lab", *options)


def lock(*options: str) -> int:
    """Write both locks; the smaller one keeps to the versions of the larger."""
    uv = shutil.which("uv")
    if not uv:
        raise SetupError("Für „lock“ wird das Programm uv gebraucht.")
    command = [uv, "pip", "compile", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"]
    command += ["--quiet", "pyproject.toml", *options]
    must("lock-dev.txt entstand nicht.", *command, "--all-extras", "-o", LOCK_DEV)
    runtime = ["--extra", "notebooks", "--extra", "setup", "-c", LOCK_DEV]
    must("lock.txt entstand nicht.", *command, *runtime, "-o", LOCK)
    return 0


TASKS = {"berichte": berichte, "test": test, "lab": lab, "lock": lock}


def main(arguments: list[str]) -> int:
    """Run the named task and return the exit code."""
    if sys.version_info < OLDEST:
        version = sys.version.split()[0]
        raise SetupError(f"Gebraucht wird Python 3.11 oder neuer, dies ist {version}.")
    if not arguments or arguments[0] not in TASKS:
        raise SetupError(f"Aufruf: python3 run.py {'|'.join(TASKS)}  (Windows: py run.py …)")
    return TASKS[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", line_buffering=True)  # also on Windows, also in a pipe
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"Fehler: {error}")
    except KeyboardInterrupt:
        sys.exit("Abgebrochen.")
