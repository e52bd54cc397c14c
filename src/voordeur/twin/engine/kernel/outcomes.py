"""What can become of one attempt to reach somebody by telephone."""

import numpy as np
from numpy.typing import NDArray

NOT_MADE, ANSWERED, ABANDONED, STRANDED = 0, 1, 2, 3
Outcomes = NDArray[np.int8]
