"""The screens of obligations in the admin: what is asked for, what was delivered, the board and the calendar."""
