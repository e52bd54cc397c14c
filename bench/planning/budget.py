"""A budget in CPU seconds of this process, so that other work on the machine does not shorten a search."""

import time


class UntilCpu:
    """Says stop when so many CPU seconds have gone since it was made, and how much of them is used."""

    def __init__(self, seconds: float) -> None:
        self._began, self._seconds = time.process_time(), seconds

    def __call__(self) -> bool:
        return time.process_time() - self._began >= self._seconds

    def share(self) -> float:
        """From 0 to 1; a search that cools down reads it."""
        return min(1.0, (time.process_time() - self._began) / self._seconds) if self._seconds > 0 else 1.0
