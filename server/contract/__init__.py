"""What is promised, as files: the contract that frontends and partners build on, and how it may change.

`./torso schema` writes them. They are made of what the code says already, so that none of them is written by hand.
"""
