"""The public face of a portal: catalogue, checkout and payment pages."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
