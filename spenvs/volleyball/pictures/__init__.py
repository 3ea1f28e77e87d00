"""Pictures of drones: what there is to see, cameras, a compiled ray caster, words over it, and films."""
