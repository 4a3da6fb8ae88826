"""Drawing by lot: the same seed gives the same draws on every machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw(Random):
    """A source of random choices that also notes which difficulties were drawn."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.met: list[str] = []

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def one(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[self.randrange(len(options))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def meet(self, difficulty: str) -> None:
        """Notes a difficulty of the document at hand, once."""
        if difficulty not in self.met:
            self.met.append(difficulty)

    def hard(self, difficulty: str, probability: float) -> bool:
        """True with this probability, and then the difficulty is noted."""
        drawn = self.chance(probability)
        if drawn:
            self.meet(difficulty)
        return drawn
