"""Who somebody is: accounts of a tenant, staff of the platform, their sessions, tokens and passwords."""
