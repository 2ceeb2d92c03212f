"""The sums behind the help centre's calculators. Decimal in, Decimal out; no figure of the exchange's stands in here."""
