"""The portal: renders each seller's document on the seller's host."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
