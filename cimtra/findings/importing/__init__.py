"""Findings from a spreadsheet: read, shown row by row, and recorded only when somebody says so. The receipt is kept."""
