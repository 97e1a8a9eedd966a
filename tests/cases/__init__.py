"""Small sheets that went wrong once, with their right values. They lie beside the project; without them these tests are skipped."""
