"""What specifications say in prose, as tables of rules, each with a document that breaks it alone."""
