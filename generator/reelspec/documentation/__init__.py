"""Pages of documentation: reading them, who answers for their statements, what newer ones change, first drafts of specs."""
