# Every check there is, cheapest first; `make test` runs this inside the virtual environment.
set -eu
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$*"; "$@"; }
step ruff format --check .
step ruff check .
step mypy
step lint-imports
step leeward check dialogs
step leeward test tests/transcripts
step python -m pytest -n 2 --dist worksteal -q
