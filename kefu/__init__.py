"""Kefu (客服): the customer-service platform of a crypto exchange."""

__version__ = "0.1.0"
