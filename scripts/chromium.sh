#!/bin/sh
# Prints the path of a Chromium for the browser test; exits 1 where there is none.
for name in ${CHROMIUM:-} chromium chromium-browser google-chrome-stable google-chrome; do
    command -v "$name" && exit 0
done
exit 1
