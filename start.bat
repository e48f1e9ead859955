@echo off
rem On Windows, Bowerbird runs in Docker.
echo Bowerbird runs on Windows in Docker mode, which arrives with the container release.
echo Until then, run start.sh inside WSL 2:  wsl ./start.sh
exit /b 2
