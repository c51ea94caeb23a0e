"""What every report is made of: filters, columns, rows and figures; and one way to show, print and download them."""
