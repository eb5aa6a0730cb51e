"""Which pictures tell a score and a plan? Altair functions, shared by pages and notebooks."""
