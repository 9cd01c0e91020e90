"""Other people's formats: lists of meetings that come in and go out."""
