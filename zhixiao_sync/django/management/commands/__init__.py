"""The app's commands, a file for each."""
