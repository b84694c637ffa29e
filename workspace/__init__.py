"""What both sides work in together: files, conversations, tasks, notifications, and the timeline of it all."""
