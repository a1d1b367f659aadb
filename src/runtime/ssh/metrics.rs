//! Counters, as Prometheus reads them.
