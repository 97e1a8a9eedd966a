"""Words as people type them in; the one form under which they are looked up, and numbers written in Chinese, out."""
