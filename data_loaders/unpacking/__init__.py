"""What a clerk drops in; single files out, those in packages too."""
