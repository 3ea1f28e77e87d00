"""The game of tactics: two teams of three that are told which skills to use, as in Hierarchical Co-Self-Play."""
