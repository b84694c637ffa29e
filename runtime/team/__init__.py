"""A client's own members: who they are, what they may, asking more of them in."""
