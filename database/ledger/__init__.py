"""An open database in; issues, spans and what every sheet said of them out."""
