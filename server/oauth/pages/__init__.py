"""What people see of the authorization server: a program asks for something, a device shows a code, somebody signs out."""
