"""What several screens are made of: cards, charts, grids, tables, paper."""
