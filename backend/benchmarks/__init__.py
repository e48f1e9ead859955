"""Programs that measure and print JSON. Figures are ratios and medians for people to read; nothing here is a test."""
