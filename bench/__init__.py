"""`make bench`: the same film by Reelmake and by its peers, timed side by side."""
