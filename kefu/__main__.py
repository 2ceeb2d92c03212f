"""`python -m kefu` is the same as `kefu`."""

from kefu.ops.main import main

if __name__ == "__main__":
    main()
