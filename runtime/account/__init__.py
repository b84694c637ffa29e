"""A person's own pages: sign-in, invitation, account."""
