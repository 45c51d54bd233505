"""Figures for `snakemake --report`: storyboards, and charts of time and of takes used again."""
