"""The tables of the text games, by kind."""
