"""Files as a client's people see them: the tab, sending some, fetching one."""
