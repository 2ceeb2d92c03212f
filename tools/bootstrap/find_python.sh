# Sourced by the commands in bin/. `find_python` sets $python to one that Kefu runs on (3.11-3.13, with venv), or ends
# the command with one sentence. KEFU_PYTHON names one to be taken instead. `find_python FOLDER` is content with the
# environment in FOLDER, where there is one: it was made by a Python that fits.

find_python() {
  local candidate version seen="" lacking=""
  if [ -z "${KEFU_PYTHON:-}" ] && [ -x "${1:-/none}/bin/python" ]; then
    python=$1/bin/python
    return
  fi
  for candidate in ${KEFU_PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
      3.11 | 3.12 | 3.13) ;;
      *) seen="${seen:+$seen, }$version"; continue ;;
    esac
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      python=$candidate
      return
    fi
    lacking=$version
  done
  if [ -n "$lacking" ]; then
    echo "Python $lacking is here but without its venv module: install it (Debian, Ubuntu: apt install python$lacking-venv) and run this again." >&2
  else
    echo "Kefu runs on Python 3.11, 3.12 or 3.13 and found ${seen:-none}: install one of them and run this again." >&2
  fi
  exit 1
}
