"""What PostgreSQL reads to answer: the demo company at a hundred times its size, every list in every order."""
