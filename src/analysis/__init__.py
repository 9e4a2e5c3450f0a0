"""guihua: five-year plans as data. A module imports only from its own floor and the floors below it.

===== ============================================== ===================================================
floor modules                                        to change
===== ============================================== ===================================================
0     ``errors``                                     a kind of error, how a place in a file is printed
0     ``quantity``                                   what a printed number is; its parts:
0     ``printed_forms``                              a new printed form of a number (words, marks)
0     ``numerals``, ``chinese_numerals``             a new way to write digits
0     ``units`` (``units.toml``)                     a new unit
0     ``growth``                                     growth-rate formulas
0     ``schema`` (``schema.toml``)                   a column of the processed files
1     ``document``                                   how text becomes lines, headings, tables
1     ``indicators`` (``indicators.toml``)           a new indicator or wording
1     ``fonts``                                      another font
1     ``targets``                                    which values meet a target
1     ``models``, ``reasons``                        a trend model, a remark on a figure
1     ``mentions``                                   what is known of one printed number
1     ``wording`` (``wording.toml``)                 a word of the report or of a finding
2     ``extract``                                    a new kind of table, a new column heading
2     ``projects``                                   money, dates, sizes of projects
2     ``project_words``                              a status of projects or a wording of one
2     ``project_cells``, ``project_entries``         what can be typed of a project's progress
2     ``project_flags``                              what looks wrong in it beside the plan
2     ``project_account``                            when a project is on time, lagging, not started
2     ``growth_check``                               the check of a growth column, its menu of wrong formulas
2     ``commitments``                                which numbers of the prose are promises; a word of tense
2     ``consistency``                                a rule that compares what a plan says twice
2     ``observations``, ``statements``, ``series``   how yearly values come together
2     ``observation_names``                          what the indicator column may say
2     ``observation_cells``                          a form of year, unit or value that people type
2     ``observation_flags``                          what looks wrong beside its neighbours
2     ``forecast``, ``pace``, ``plan_record``        outlook, required growth, record of the last plan
2     ``period_total``                               how far a target that is a sum has come
2     ``progress`` (``profiles.toml``)               a method that judges progress, a threshold of one
2     ``evaluation``                                 classes and outcomes of mid-term and final evaluations
2     ``reference_class``                            who else moved as far as a target with one value asks
2     ``comparison``                                 which values of another area stand beside a plan's own
2     ``composite``                                  how many indicators become one index
2     ``plan_index``                                 what the index of a plan is made of
2     ``panel``                                      forecasts of many series at once
2     ``backtest``                                   how good forecasts would have been
2     ``reliability`` (``reliability.toml``)         whether what is called likely comes true
3     ``narrative``                                  a sentence of the report
3     ``progress_narrative``                         a sentence on progress
3     ``audit_narrative``                            a sentence on the audit and the promises
3     ``evaluation_narrative``                       a sentence of a mid-term or final evaluation
3     ``project_narrative``                          a sentence on the progress of projects
3     ``reference_narrative``                        a sentence on targets with a single actual value
3     ``comparison_narrative``                       a sentence on the area that a plan is compared with
3     ``tables``, ``figures``, ``display``           a table, a figure, what a notebook shows
3     ``raster``                                     how a figure's SVG becomes PNG
3     ``store``                                      files: data/raw, data/processed, reports
4     ``study``, ``pipeline``, ``checks``            a plan in a year; the steps from document to tables
4     ``explore``                                    the page of notebook 7_explore, what can be assumed on it
4     ``growth_file``, ``panel_file``                long tables in files: growth columns, panels
4     ``report`` (``template.typ``)                  kinds of report, notebook runs, the PDF and its look
4     ``report`` (``page.css``, ``page.js``)         the HTML page, the sheets of the workbook
5     ``cli``                                        a command or option
===== ============================================== ===================================================

Pure (no I/O, no state): floors 0 and 2, ``targets``, ``models``, ``reasons``, ``wording``, ``narrative``,
``tables``, ``figures``. A new notebook of the report is one line in ``report.kinds``.
"""
