"""The meeting on screen: the brief, its sentences, its files, what was issued."""
