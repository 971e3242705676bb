"""One file for each change of the tables; `down_revision` names the one before."""
