"""Two sides of a pair in; what each field says for or against their being one issue, in bits, out."""
