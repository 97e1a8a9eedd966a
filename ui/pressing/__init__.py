"""Letters, instructions and forms for the units on screen."""
