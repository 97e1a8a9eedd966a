"""A sheet of cells in; its tables out, with every row in one of them or set aside by name."""
