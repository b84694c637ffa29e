"""Hosts of the sellers' own: claimed, proven by a record in the DNS, looked at again every day, given up."""
