"""What the engines that draw by diffusers share; all but `studio` can be imported without torch."""
