from .accounts import User
from .identity import Municipality, Signatory
from .organisation import Appointment, Department, Employee, Post

__all__ = ["Appointment", "Department", "Employee", "Municipality", "Post", "Signatory", "User"]
