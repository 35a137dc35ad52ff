"""Pages for people: the few that a headless server has, where somebody signs in or agrees to something."""
