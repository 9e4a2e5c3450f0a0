"""Many series at once: a long table of yearly values in, one row a series and target year out.

``reading`` a table's columns, texts or numbers → `PanelRows` · ``tasks`` which series is to be forecast for
which year, against which target · ``outlook`` the forecasts. The numbers are those of the single series: both
paths are `analysis.models.forecast_rows`.
"""

from analysis.panel.outlook import COLUMNS, panel_outlook
from analysis.panel.reading import OPTIONAL, REQUIRED, Fault, PanelRows, read_panel

__all__ = ["COLUMNS", "OPTIONAL", "REQUIRED", "Fault", "PanelRows", "panel_outlook", "read_panel"]
