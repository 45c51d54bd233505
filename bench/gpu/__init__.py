"""What a GPU does: seconds a picture, real-time factors and memory, by four engines."""
