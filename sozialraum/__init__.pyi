"""Types of the public names, which are loaded when they are first used."""

from sozialraum import display as display
from sozialraum.analysis.catalogue import catalogue as catalogue
from sozialraum.analysis.dossier import dossier as dossier
from sozialraum.analysis.needs import need_index as need_index
from sozialraum.analysis.profile import profile as profile
from sozialraum.display import agency as agency
from sozialraum.display import association as association
from sozialraum.display import chance as chance
from sozialraum.display import choice as choice
from sozialraum.display import closer as closer
from sozialraum.display import development as development
from sozialraum.display import discrimination as discrimination
from sozialraum.display import listings as listings
from sozialraum.display import overview as overview
from sozialraum.display import pictures as pictures
from sozialraum.display import planning as planning
from sozialraum.display import prose as prose
from sozialraum.display import reach as reach
from sozialraum.display import standing as standing
from sozialraum.display import strain as strain
from sozialraum.display import tables as tables
from sozialraum.display import typology as typology
from sozialraum.display import workbench as workbench
from sozialraum.display import yearly as yearly
from sozialraum.display.field_dossier import field_dossier as field_dossier
from sozialraum.display.opening import open_region as open_region
from sozialraum.publish import stock as stock
from sozialraum.publish.batch import make_agency_report as agency_report
from sozialraum.publish.batch import make_report as report
from sozialraum.publish.batch import make_reports as reports
from sozialraum.publish.copies import working_copies as working_copies
from sozialraum.publish.desk import desk as desk
from sozialraum.publish.export import export as export

__all__ = [
    "__version__",
    "agency_report",
    "catalogue",
    "desk",
    "display",
    "dossier",
    "export",
    "need_index",
    "open_region",
    "profile",
    "report",
    "reports",
    "stock",
    "working_copies",
]
__version__: str
