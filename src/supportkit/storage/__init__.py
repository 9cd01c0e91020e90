"""Where records and the journal are kept: the protocol, and the stores that come with supportkit."""
