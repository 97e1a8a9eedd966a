"""The bytes of a file in; sheets of plain cells out, whatever program wrote them."""
