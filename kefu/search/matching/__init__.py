"""What somebody means, of what can be meant: text in, keys out with how sure that is. Knows no domain, as the whole room.

`examples` keeps what people say, `matcher` answers, `learning` trains beside it, `calibrate` says from when on to trust it.
"""
