"""What a run of verify finds, one file for each kind of difference between server and spec."""
