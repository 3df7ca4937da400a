"""One call over HTTP: connections, attempts, retries, and what a failure proves."""
