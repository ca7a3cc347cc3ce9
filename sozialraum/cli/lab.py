"""``sozialraum lab``: JupyterLab as the workplace, in German, at the notebook to start from.

Settings lie beside this file (``jupyter/labconfig``); what JupyterLab itself writes down goes
into the hidden folder ``.jupyter`` of the project, so that nothing in the user's home is
read or changed.  The server listens to this computer only and asks nobody outside anything.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

import click

from sozialraum.cli.german import GermanCommand, Whole

SETTINGS = Path(__file__).with_name("jupyter")
STATE = ".jupyter"
START = "00_start.ipynb"
HOST, FIRST_PORT, PORTS_TRIED = "127.0.0.1", 8888, 50
SERVED = "SOZIALRAUM_LAB"
"""Variable that tells a notebook which folder JupyterLab serves, so that it can link to files."""


@click.command("lab", cls=GermanCommand, add_help_option=False, options_metavar="[OPTIONEN]")
@click.option("--kein-browser", is_flag=True, help="Nur die Adresse zeigen.")
@click.option(
    "--port", default=FIRST_PORT, metavar="N", type=Whole(1, 65535),
    help=f"Erster Port, der versucht wird; ohne Angabe {FIRST_PORT}.",
)  # fmt: skip
@click.help_option("-h", "--hilfe", "--help", help="Diese Hilfe zeigen.")
def open_lab(kein_browser: bool, port: int) -> None:
    """JupyterLab mit den Notizbüchern öffnen; beenden mit Strg+C."""
    from sozialraum.publish.notebook import notebook_path

    root = notebook_path(START).parents[1]
    os.environ.update(environment(root))  # before JupyterLab is loaded: it looks there once
    from jupyterlab.labapp import LabApp

    token, free = secrets.token_urlsafe(24), free_port(port)
    address = f"http://{HOST}:{free}/lab/tree/notebooks/{START}?token={token}"
    click.echo(f"JupyterLab öffnet sich im Browser, sonst dort diese Adresse eingeben:\n{address}")
    click.echo("Beenden: in diesem Fenster Strg+C.")
    sys.stdout.flush()
    LabApp.launch_instance(argv=options(root, free, token, browser=not kein_browser))


def environment(root: Path) -> dict[str, str]:
    """Return the variables with which JupyterLab keeps to the project's folder."""
    state = root / STATE
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    found = {name: str(state / folder) for name, folder in places.items()}
    return found | {"JUPYTER_CONFIG_PATH": str(SETTINGS), SERVED: str(root)}


def options(root: Path, port: int, token: str, *, browser: bool) -> list[str]:
    """Return the options of the server: this computer only, no news, quiet."""
    return [
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.allow_root=True",  # in a container there is nobody else
        "--ServerApp.answer_yes=True",  # Strg+C ends it without a question in English
        "--ServerApp.jpserver_extensions={'jupyter_lsp': False}",  # it would start npm
        f"--LabApp.default_url=/lab/tree/notebooks/{START}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--Application.log_level=ERROR",
    ]


def free_port(first: int) -> int:
    """Return the first port from ``first`` on that nobody listens to."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
    raise click.UsageError(f"Ab Port {first} ist keiner frei; mit --port einen anderen angeben.")
