"""Programs on the real interpreter, with real threads and processes; only ``sleep`` is shorter."""
