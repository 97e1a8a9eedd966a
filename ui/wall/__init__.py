"""The wall (大屏): a page of its own, its scenes, its addresses."""
