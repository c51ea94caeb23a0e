"""The roster as RH keeps it in a spreadsheet: read, compared with what stands here, applied whole or not at all.

Each module has one step: `reading` (with `workbook` and `text_file`), `columns`, `records`, `planning`, `applying`,
`undoing`. Nothing is written before somebody has accepted the plan, and only the plan is written.
"""
