"""Players for every game: random, human, search, solved."""
