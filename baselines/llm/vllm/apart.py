"""What vLLM's processes run first: they leave the terminal's foreground, where Ctrl-C is for the games alone."""

import os

os.setpgid(0, 0)
