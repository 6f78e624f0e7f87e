"""Quarter statements: their states and lines, what may stand in a cell, how they follow the help (Q-1 to Q-4)."""
