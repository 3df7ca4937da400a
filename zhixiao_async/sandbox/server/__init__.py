"""The gateway's HTTP side: requests in, replies out, and how a reply can go wrong."""
