"""smsctl: arguments to requests, documents to text, files for supervisord, and the real supervisord (acceptance)."""
