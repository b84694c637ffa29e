"""The record field."""
