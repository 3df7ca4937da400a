"""The gateway's bytes, without any I/O: sealing, opening, reading and matching replies."""
