"""Scripted players of the games of drones: they act on what a drone observes, and on nothing else."""
