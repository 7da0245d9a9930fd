"""What the platform team's pages show, read from the whole product."""
