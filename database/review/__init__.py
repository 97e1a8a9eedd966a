"""What a person has to look at out: doubtful pairs, rejected rows, checks of quality; decisions in."""
