"""What people see in a browser: plain HTML made by plain functions."""
