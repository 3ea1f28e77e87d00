"""Learners: what improves a player, from exact solving to self-play."""
