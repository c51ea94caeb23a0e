"""Mexican formats where Django's own differ from how people here write: 3 de marzo de 2026, 10:42 h, 1,234.5."""

DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = r"H:i \h"
DATETIME_FORMAT = r"j \d\e F \d\e Y, H:i \h"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = r"d/m/Y, H:i \h"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 0
