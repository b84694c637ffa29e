"""What is about to go live, and what was: the difference in sentences, publish, history, rollback."""
