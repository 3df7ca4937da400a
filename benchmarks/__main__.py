"""Run ``python -m benchmarks`` for every figure, one after the other."""

from benchmarks import calls, deliveries, export, order_list, streaming, telemetry

calls.main()
telemetry.main()
order_list.main()
streaming.main()
deliveries.main()
export.main()
