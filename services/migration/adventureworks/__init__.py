"""AdventureWorks, the sample database of a bicycle maker, as the extract of its installation script."""
