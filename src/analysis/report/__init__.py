"""Reports: notebooks are run (`run`, `yearly`), and executed notebooks become PDF (`exporter`, `pdf`).

The way from a notebook to a PDF, each stage on its own: `items` (what will be shown) → `typst_source` (the
document) → `template.typ` (the look) → `pdf` (typst → bytes) → `exporter` (nbconvert and JupyterLab).
The parts: `markdown_parsing` and `html_blocks` (with `html_inline`, `html_table_reader`, `html_tables`) give
one tree, which `markdown` writes; `outputs` chooses among the formats of an output; `latex` (with
`latex_reader`, `latex_macros`, `latex_tables`) translates formulas; `fitting`, `folding` and `layout` set
tables; `pictures` keeps images; `escape` lets text be nothing but text.
"""
