//! The address of the client behind a load balancer.
