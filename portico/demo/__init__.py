"""The demo: Northlight Studio with one client company, its people and two months of orders, made by the actions that serve real people."""

from portico.demo.load import SignIn, load

__all__ = ["SignIn", "load"]
