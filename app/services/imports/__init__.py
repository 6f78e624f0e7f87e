"""Files that somebody reads in on screen: sent, checked, confirmed, done or stopped (G-3)."""
