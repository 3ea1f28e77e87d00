"""Language models as players: engines that run them, and dialects between them and the games."""
