"""``python -m bot.content PATH`` prints the faults of a folder of dialogs."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.content.library import default_folder
from bot.content.lint import lint

if __name__ == "__main__":
    found = lint(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder())
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.exit(any(fault.severity == "error" for fault in found))
