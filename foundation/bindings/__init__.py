"""What the slots of a portal's document stand for, in each of its environments."""
