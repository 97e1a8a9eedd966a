"""Issues on screen: one by one, with photos, coming back, badly told."""
