"""Reports: notebooks are run (`runs`, `making`, `kinds`), and executed notebooks become files.

What a run is: `order` (which report) → `making` (all or nothing, where needed) → `runs` (the notebooks of its
kind, `kinds`) → `run` (one notebook) → `kernels` (with `fork_server`, `kernel_process`, `kernel_streams`,
`kernel_client`); `ahead` typesets while the notebook runs; `record` says what a report was made from, so
whether it is up to date.

The way from a notebook to a PDF, each stage on its own: `items` (what will be shown) → `frame` (what stands
around it) → `typst_source` (the document) → `template.typ` (the look) → `pdf` (typst → bytes) → `exporter`
(nbconvert and JupyterLab). The parts: `markdown_parsing` and `html_blocks` (with `html_inline`,
`html_table_reader`, `html_grid`) give one tree, which `markdown` writes; `outputs` chooses among the formats
of an output; `latex` (with `latex_reader`, `latex_macros`, `latex_tables`) translates formulas; `fitting`,
`folding` and `layout` set tables, `blocks` the rest; `ansi` reads a terminal's colours; `pictures` keeps
images (`screens` adds those for screens); `escape` lets text be nothing but text; `context` is what all of
them are told. After a first layout `paging` fills the pages; `refused` prints a formula that typst refuses as
typed. `refresh` runs the committed notebooks anew.

From a notebook to a page, from the same items, frame and tree: `html_page` (notebook → HTML; with
`html_markdown`, `html_outputs`, `html_tables`, `sort_keys`, `html_pictures`, `html_math`, `html_state`,
`html_text`) → `html_exporter`; to a workbook: `sheets` (what it holds) → `workbook` (.xlsx). `formats` writes
both. Of the modules named html_…, these read HTML: `html_blocks`, `html_inline`, `html_table_reader`,
`html_grid` (cells of an HTML table → a table on a grid); all others write it.
"""
