"""What every room uses: ids, time, change, codec, flow and roles."""
