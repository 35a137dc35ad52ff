"""From a document and whoever asks to an answer: limits, validation, rights, errors. It knows no HTTP."""
