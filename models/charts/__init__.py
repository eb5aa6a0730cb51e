"""Which pictures tell how good a model is? Altair functions for pages, reports and notebooks."""
