"""The only place that speaks SQL: the schema, its migrations, sealed values, one module per stored noun."""
