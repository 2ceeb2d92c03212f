"""What stops a benchmark, in a sentence for the person who started it."""


class BenchError(Exception):
    pass
