"""What the clients of all providers share: errors, the making of requests and reading of answers, the one contact with httpx."""
