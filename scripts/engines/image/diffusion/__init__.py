"""What the engines that draw by diffusers share; torch is imported inside functions."""
