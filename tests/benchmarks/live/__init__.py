"""The load of live subscriptions: thousands of them on one gateway process."""
