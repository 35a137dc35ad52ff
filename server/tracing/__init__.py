"""Traces: what becomes of a request, as spans in the form of OpenTelemetry, sent to a collector where one is named."""
