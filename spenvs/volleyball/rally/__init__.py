"""The rules of the games of two teams: one rally after the other, and whole matches."""
