"""System checks, filled below."""
