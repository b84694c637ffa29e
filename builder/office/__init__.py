"""The seller's own account: sign in and out, my portals, and while developing the mailbox."""
