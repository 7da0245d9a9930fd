"""The outside world: who carries an email or a text for us. Knows no framework."""
