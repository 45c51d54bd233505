"""The storyboard's art: what words ask for (words), colours (light), paper layers (canvas, noise),
what can be seen (sky, land, water, things, objects), compositions (stages), the slate (slate).

Arrays are only added, multiplied, divided and rooted: operations that IEEE 754 rounds exactly.
So a frame has the same bytes on every machine, whatever its vector units.
"""
