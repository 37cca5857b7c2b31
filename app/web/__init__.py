"""The pages: their sources, and the build that makes the files which `app.pages` serves."""
