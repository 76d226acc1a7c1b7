"""The stores of the exchange: on a database, and in memory."""
