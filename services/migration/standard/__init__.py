"""Putting values of other systems into one form: pure functions that give the value and the rules that changed it.

Nothing is guessed. What has more than one reading (3/4/2011, 1.234, $) is read the way that is stated, or refused.
"""
