"""pytester runs tests in this process and then forgets every module that they were the first to import.

httpx imports httpcore late and keeps its exceptions: with a second httpcore, later tests would get errors that it does not
know.
"""

import httpcore as httpcore
