"""Reports: notebooks are run (`runs`), and executed notebooks become PDF (`exporter`, `pdf`).

What a run is: `order` (which report) → `making` (all or nothing, where needed) → `runs` (the notebooks of its
kind, `kinds`) → `run` (one notebook) → `kernels`; `record` says what a report was made from, so whether it
is up to date.

The way from a notebook to a PDF, each stage on its own: `typst_source` (notebook → typst; with `markdown`,
`outputs`, `html_blocks`, `latex`, `fitting`, `layout`, `pictures`, `escape`) → `template.typ` (the look) →
`pdf` (typst → bytes) → `exporter` (nbconvert and JupyterLab).

From a notebook to a page, from the same items: `html_page` (notebook → HTML; with `html_markdown`,
`html_outputs`, `html_tables`, `sort_keys`, `html_pictures`, `html_math`, `html_state`, `html_text`) →
`html_exporter`; to a workbook: `sheets` (what it holds) → `workbook` (.xlsx). `formats` writes both.
"""
