"""What surrounds every page: frame, filters, links, language, cache, jobs."""
