"""What the product does: one verb per file, one transaction each. Actions know neither a vendor nor SQL."""
