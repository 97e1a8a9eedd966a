"""What the office makes in and out: bulletins, letters, instructions, appeals, photos, uploads, walls."""
