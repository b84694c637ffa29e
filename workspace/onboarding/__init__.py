"""Onboarding: what a member has ticked off, and whether they still see it."""
