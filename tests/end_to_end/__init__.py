"""The whole program as a process, over real HTTP, killed and started again."""
