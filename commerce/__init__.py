"""Selling: clients, catalogue, pricing, orders, payments, checkout. Knows no HTTP; a room imports only rooms named before it in that list."""
