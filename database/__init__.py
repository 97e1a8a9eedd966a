"""The only folder with SQL: schema, engine, writes, reads, migrations."""
