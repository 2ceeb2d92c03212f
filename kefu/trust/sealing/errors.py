"""What goes wrong with the sealed journal. `Bent` names it in a code; it is for operators, never for customers."""


class Bent(Exception):
    """The tree is not the one that was signed: `code` is rolled_back, tail_cut, bent, taken or busy."""

    def __init__(self, code: str, says: str) -> None:
        self.code = code
        super().__init__(says)
