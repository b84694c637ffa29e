"""Buying companies of a tenant, the people at them, and the viewer they make."""
