"""The program is killed again and again, and what people wrote and were told is counted afterwards."""
