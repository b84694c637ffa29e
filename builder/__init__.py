"""The seller's side of Portico: the desk for daily work and the office for one's own account."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
