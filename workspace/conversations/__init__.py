"""What both sides say to one another: a thread for each order and each client, and who has read how far."""
