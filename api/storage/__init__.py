"""How is what was decided kept? The only place that speaks SQL."""
