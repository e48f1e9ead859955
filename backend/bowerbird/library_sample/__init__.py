"""The sample library: a few dozen files of a small place by the sea, to try Bowerbird with. All of it is written and drawn here."""
