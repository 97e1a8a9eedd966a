"""Everything that knows Streamlit and Plotly: the shell, the cache, filters, charts, tables."""
