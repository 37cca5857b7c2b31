"""Whether live subscriptions lose or repeat anything, whatever happens to the gateway and the stores."""
