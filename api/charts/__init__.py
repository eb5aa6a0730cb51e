"""Which pictures tell a score and a plan? Altair functions on the canvas of `models.charts`."""
