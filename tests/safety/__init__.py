"""The shipped safety phrases against texts that people might write."""
