"""What every family of environments shares."""
