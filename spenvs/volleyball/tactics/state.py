"""What the game of tactics keeps of a rally, in cells of `tally` behind those of `spenvs.volleyball.rally.state`."""

TOUCHED = 24
"""A bit for each drone that has touched the ball since it last crossed the net."""
CROSSINGS = 25
"""How often the ball has crossed the net."""
RALLYING = 26
"""1 from when another than the FirstPasses has touched the ball, or it has come back over the net; 0 before."""
