"""The peers: one program each, which makes the whole film from film.json."""
