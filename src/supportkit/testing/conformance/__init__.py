"""The conformance kit: every rule of the storage protocol, tried on a store of yours."""
