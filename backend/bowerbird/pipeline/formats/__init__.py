"""Opening files nobody vouches for: what several stages share about each kind. Everything below runs in the decoder child, except `readers`."""
