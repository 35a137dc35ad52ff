"""Sources: files of other systems as rows of text by column. How a file is written is stated, never guessed."""
