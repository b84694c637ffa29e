"""The composition root: which host serves which app, who runs jobs, and the commands that start it all."""
