"""What the pages about templates are made of."""
