"""The echo of `ptb_echo` as a fresh `pip install` leaves it: without sniffio.

httpx no longer asks for it, and httpcore tries to import it at each request all the same. What is not there is looked
for in every folder of the path each time, so it must really not be there: the packages are linked into a folder
without it.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

HIDDEN = "sniffio"


def hide_package(folder: Path) -> None:
    """Let this process import from a copy of the installed packages that lacks the hidden one."""
    installed = Path(sysconfig.get_path("purelib"))
    for each in installed.iterdir():
        if not each.name.startswith(HIDDEN):
            (folder / each.name).symlink_to(each)
    sys.path[:] = [str(folder) if Path(path) == installed else path for path in sys.path]


if __name__ == "__main__":
    with TemporaryDirectory() as name:
        hide_package(Path(name))
        from benchmarks.peers.ptb_echo import main

        main()
