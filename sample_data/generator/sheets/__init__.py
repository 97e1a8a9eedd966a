"""True lives in; the workbooks that its clerks would have typed out."""
