"""Texts for people, in English and Chinese: catalogues looked up by key."""
