"""When the periodic duties last ran, and which are late."""
