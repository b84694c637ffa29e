"""What happened, from what every room recorded; and what somebody has still to do first."""
