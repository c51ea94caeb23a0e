"""What of a report is kept: views under a name, files made now and then, and the frozen record of each month."""
