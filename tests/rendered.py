"""What a reader sees of a notebook: its cells run one after the other, all text of its blocks."""

import html
import json
import re
from pathlib import Path

from sozialraum.display.blocks import Figure, Map

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TAGS = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


def rendered(name: str, **parameters: object) -> str:
    """Return headings and all blocks of a notebook as text: captions, cells, notes, sources."""
    cells = json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]
    known: dict[str, object] = {}
    said = []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            said.append(source)
        elif "import sozialraum" in source or "parameters" in cell["metadata"].get("tags", []):
            exec(source, known)
            known |= parameters if "import" not in source else {}
        else:
            said.append(shown(eval(source, known)))
    return "\n".join(said)


def shown(block: object) -> str:
    """Return all text of a block, or of several."""
    parts = getattr(block, "blocks", (block,))
    return "\n".join(_one(part) for part in parts)


def _one(block: object) -> str:
    page = block._repr_mimebundle_()["text/html"]
    words = html.unescape(TAGS.sub(" ", page))
    if isinstance(block, Figure | Map):
        words += f"\n{block.alternative}\n{TAGS.sub(' ', block.svg)}"
        words += " ".join(re.findall(r">([^<>]+)</(?:text|tspan|title|desc)>", block.svg))
    return words
