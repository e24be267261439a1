"""A reader for each format, whose `read` turns a file's bytes into a Reading: the text and where it stood.

They are imported when a file of their format comes, since the libraries below them take a while to load.
"""
