"""The documented services, a file each, over the sandbox's database."""
