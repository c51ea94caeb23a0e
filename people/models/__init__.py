from .accounts import User
from .organisation import Appointment, Department, Employee, Post
from .identity import Municipality, Signatory

__all__ = ["Appointment", "Department", "Employee", "Municipality", "Post", "Signatory", "User"]
