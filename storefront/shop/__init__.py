"""The catalogue: services as cards, for everybody and for members."""
