@echo off
rem The tests start Postgres and Valkey as child processes, which exist for Linux and macOS: run them inside WSL 2.
wsl ./run_tests.sh
