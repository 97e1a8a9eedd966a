"""A brief in; slides that stay editable (.pptx) out."""
