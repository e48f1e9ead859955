@echo off
rem On Windows, Bowerbird runs in Docker Desktop: start.bat [--demo^|--stop^|--status]. Inside WSL 2, start.sh runs it without Docker.
setlocal
cd /d "%~dp0"
where docker >nul 2>nul
if errorlevel 1 (
    echo Docker is not installed. Install Docker Desktop, start it, and run this again.
    exit /b 2
)
docker info >nul 2>nul
if errorlevel 1 (
    echo Docker is installed but does not run. Open Docker Desktop, wait until it says that it runs, and run this again.
    exit /b 2
)
docker compose version >nul 2>nul
if errorlevel 1 (
    echo This Docker has no compose. Update Docker Desktop.
    exit /b 2
)
if "%~1"=="--stop" (
    docker compose down --remove-orphans
    exit /b
)
if "%~1"=="--status" (
    docker compose ps
    exit /b
)
if not exist .env (
    rem A new file with random secrets; PowerShell is part of Windows.
    powershell -NoProfile -ExecutionPolicy Bypass -File scripts\docker_env.ps1
    if errorlevel 1 exit /b 2
)
docker compose build
if errorlevel 1 exit /b 1
docker compose up -d --wait --remove-orphans
if errorlevel 1 (
    docker compose ps -a
    echo Not all containers came up. "docker compose logs" shows what they say.
    exit /b 1
)
if "%~1"=="--demo" (
    docker compose exec -T api sh -c "mkdir -p /tmp/sample && bowerbird seed /tmp/sample/library && BOWERBIRD_URL=http://127.0.0.1:8420 BOWERBIRD_API_KEY=$(bowerbird api-key create demo 2>/dev/null) bowerbird import --wait /tmp/sample/library; rm -rf /tmp/sample"
)
for /f "delims=" %%a in ('docker compose port web 8080') do echo Bowerbird runs at http://%%a
echo To make the owner account, open this link (it works once):
docker compose exec -T api bowerbird owner-link
