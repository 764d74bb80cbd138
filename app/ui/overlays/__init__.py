"""What is drawn over an image: marks of the model and of the reader."""
