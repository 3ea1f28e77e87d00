"""The rules that scripted players follow, by kind of game."""
