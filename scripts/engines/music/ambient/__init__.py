"""The composer behind the `synth` engine: moods, harmony, score, instruments, room."""
