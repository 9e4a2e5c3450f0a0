"""Reports: notebooks are run (`run`, `yearly`), and executed notebooks become PDF (`exporter`, `pdf`).

The way from a notebook to a PDF, each stage on its own: `typst_source` (notebook → typst; with `markdown`,
`outputs`, `html_blocks`, `latex`, `fitting`, `layout`, `pictures`, `escape`) → `template.typ` (the look) →
`pdf` (typst → bytes) → `exporter` (nbconvert and JupyterLab).

From a notebook to a page, from the same items: `html_page` (notebook → HTML; with `html_markdown`,
`html_outputs`, `html_tables`, `sort_keys`, `html_pictures`, `html_math`, `html_state`, `html_text`) →
`html_exporter`; to a workbook: `sheets` (what it holds) → `workbook` (.xlsx). `formats` writes both.
"""
