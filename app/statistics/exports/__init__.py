"""A reader study in the layouts of other programs; each file is read again and compared before it is handed out."""
