"""Files of clients and their orders: taken, checked by their first bytes, kept, sent to whoever may read them."""
