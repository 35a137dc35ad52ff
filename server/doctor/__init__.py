"""What `./torso doctor` looks at: each finding says how something is, and what to do where it is not well."""
