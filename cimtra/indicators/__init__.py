"""The annual operating programme (POA) of each department: its indicators, quarter by quarter, and their evaluation."""
