"""The least that a Streamlit page can be: what its run costs, every page costs."""

import streamlit as st

st.write("空白页")
