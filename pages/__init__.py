"""One screen per file: ask, say the conclusion, show the evidence. Streamlit runs these files; nothing imports them."""
