#!/bin/sh
# Sets up what the tests need and runs all of them: backend, frontend, and the browser test where a Chromium is found.
cd "$(dirname -- "$0")" && exec make test
