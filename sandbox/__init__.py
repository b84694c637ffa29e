"""The sandbox: where a portal is built and tried."""
