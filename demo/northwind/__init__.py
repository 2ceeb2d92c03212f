"""Northwind Exchange: an invented exchange that uses Kefu as its customer service. It imports nothing of Kefu."""
