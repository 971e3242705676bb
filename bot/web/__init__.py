"""What others reach over HTTP: the server, and what it tells the operator."""
