"""Tables and bundles that people download: rows in, a stream out. Nothing here knows where rows come from."""
