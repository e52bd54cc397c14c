"""The words people read about the twin, under one name."""

from voordeur.twin.texts.refusals import REFUSALS, refusal

__all__ = ["REFUSALS", "refusal"]
