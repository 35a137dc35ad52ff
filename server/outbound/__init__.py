"""Asking other servers: connections that lead outside alone, whoever says where to."""
