"""Reports: notebooks are run (`run`, `yearly`), and executed notebooks become PDF (`exporter`, `pdf`).

The way from a notebook to a PDF, each stage on its own: `typst_source` (notebook → typst; with `markdown`,
`outputs`, `html_blocks`, `latex`, `fitting`, `layout`, `pictures`, `escape`) → `template.typ` (the look) →
`pdf` (typst → bytes) → `exporter` (nbconvert and JupyterLab).
"""
