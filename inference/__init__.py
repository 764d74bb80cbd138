"""What the models *say*: tasks, networks, cards, the runner, saliency and guards. Imports `imaging` only."""
