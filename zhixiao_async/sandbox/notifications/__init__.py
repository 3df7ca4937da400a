"""Payment notifications from the gateway's side: attempts, schedule and answers."""
