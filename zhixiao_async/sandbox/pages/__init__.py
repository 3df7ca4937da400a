"""The sandbox's pages: routes that gather data, and Jinja2 templates that show it."""
