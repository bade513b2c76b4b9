"""Channel adapters: one folder each, with three jobs: parse, render, send. No channel knows another."""
