"""An address in; an open database out, migrated, folded by today's rules, with settings and audit."""
