"""Pictures that the sample library draws: papers with words on them, and landscapes without."""
