"""The sections of 设置."""
