"""Files that somebody reads in on screen."""
