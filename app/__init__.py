"""The program around the images and the models: statistics, reading, session, window."""
